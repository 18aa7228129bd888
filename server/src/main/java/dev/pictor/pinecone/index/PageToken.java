package dev.pictor.pinecone.index;

import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Json;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Where the next page starts, so that a token outlives deletions and restarts: base64 of
/// `{"after":"ID"}`. Stateless.
public final class PageToken {

  private PageToken() {}

  /// The token of the page that starts after an id.
  public static String of(String after) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Json.write(Map.of("after", after)));
  }

  /// The id after which a page starts; an empty token starts at the beginning.
  ///
  /// @throws InvalidRequest when it is none of ours
  public static String after(String token) {
    if (token.isEmpty()) {
      return "";
    }
    try {
      JsonNode after = Json.read(Base64.getUrlDecoder().decode(token)).path("after");
      if (after.isString()) {
        return after.stringValue();
      }
    } catch (IllegalArgumentException | InvalidRequest e) {
      throw new InvalidRequest("Invalid pagination token: " + token, e);
    }
    throw new InvalidRequest("Invalid pagination token: " + token);
  }
}
