package dev.pictor.api;

import dev.pictor.error.InvalidRequest;
import dev.pictor.http.JsonFields;
import dev.pictor.http.PictureText;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// Pictures inside JSON: `{"type": "base64" | "url", "value": "…"}`. Thread-safe.
///
/// @param fetch the bytes at an address, behind the guard against private addresses
record PictureInput(Function<String, byte[]> fetch) {

  byte[] read(JsonNode node, String place) {
    JsonFields fields = JsonFields.of(node, place + ".");
    byte[] bytes = read(fields, place);
    fields.refuseOthers();
    return bytes;
  }

  /// Reads `type` and `value`; leaves the refusal of other fields to the caller.
  byte[] read(JsonFields fields, String place) {
    String type = fields.text("type");
    return switch (type) {
      case "base64" -> PictureText.decode(fields.text("value"), place + ".value");
      case "url" -> fetch.apply(fields.text("value"));
      default ->
          throw new InvalidRequest(
              "%s.type: %s (expected: \"base64\" or \"url\")".formatted(place, type));
    };
  }
}
