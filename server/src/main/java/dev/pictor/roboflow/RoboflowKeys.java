package dev.pictor.roboflow;

import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Call;
import dev.pictor.http.Json;
import dev.pictor.http.KeySource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Where Roboflow's clients put the key: query, then header, then body; the first found counts.
final class RoboflowKeys implements KeySource {

  @Override
  public List<String> candidates(Call call) throws IOException {
    Optional<String> query = call.query("api_key").filter(key -> !key.equals("None"));
    if (query.isPresent()) {
      return List.of(query.get());
    }
    List<String> headers = KeySource.headers().candidates(call);
    return headers.isEmpty() ? inBody(call) : headers;
  }

  private static List<String> inBody(Call call) throws IOException {
    if (!call.method().equals("POST")) {
      return List.of();
    }
    try {
      JsonNode key = Json.read(call.body()).path("api_key");
      return key.isString() ? List.of(key.stringValue()) : List.of();
    } catch (InvalidRequest e) {
      return List.of();
    }
  }
}
