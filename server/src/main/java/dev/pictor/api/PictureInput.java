package dev.pictor.api;

import dev.pictor.error.InvalidRequest;
import dev.pictor.http.JsonFields;
import dev.pictor.http.PictureText;
import dev.pictor.image.PictureCrop;
import dev.pictor.image.PictureDecoder;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// Pictures inside JSON: `{"type": "base64" | "url", "value": "…"}`. Thread-safe.
///
/// @param fetch the bytes at an address, behind the guard against private addresses
/// @param decoder for pictures of which a part is meant
record PictureInput(Function<String, byte[]> fetch, PictureDecoder decoder) {

  /// As [#read(JsonNode, String)], cut out when it has a `crop`: `left`, `top`, `width` and
  /// `height` as parts of the picture's own, between 0 and 1.
  byte[] readCropped(JsonNode node, String place) {
    JsonFields fields = JsonFields.of(node, place + ".");
    byte[] bytes = read(fields, place);
    Optional<PictureCrop> crop = fields.node("crop").map(each -> crop(each, place + ".crop."));
    fields.refuseOthers();
    return crop.map(each -> each.of(bytes, decoder)).orElse(bytes);
  }

  private static PictureCrop crop(JsonNode node, String place) {
    JsonFields fields = JsonFields.of(node, place);
    PictureCrop crop =
        new PictureCrop(
            fields.optionalNumber("left").orElse(0),
            fields.optionalNumber("top").orElse(0),
            fields.optionalNumber("width").orElse(1),
            fields.optionalNumber("height").orElse(1));
    fields.refuseOthers();
    return crop;
  }

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
