package dev.pictor.http;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which pages of other origins may read the replies of a wire. Immutable.
///
/// @param origins such as `https://example.org`; `*` admits all; empty admits none
/// @param credentials whether browsers may send their credentials along
public record Cors(List<String> origins, boolean credentials) {

  private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
  private static final String EXPOSED = "X-Request-ID, Retry-After, ETag";

  public Cors {
    origins = List.copyOf(origins);
  }

  boolean admits(String origin) {
    return origins.contains("*") || origins.contains(origin);
  }

  /// Headers for a reply to a page of `origin`; none when it is not admitted.
  Map<String, String> headers(String origin) {
    Map<String, String> headers = new TreeMap<>();
    if (!origins.equals(List.of("*"))) {
      headers.put("Vary", "Origin");
    }
    if (admits(origin)) {
      headers.put("Vary", "Origin");
      headers.put("Access-Control-Allow-Origin", origin);
      headers.put("Access-Control-Expose-Headers", EXPOSED);
      if (credentials) {
        headers.put("Access-Control-Allow-Credentials", "true");
      }
    }
    return headers;
  }

  /// The answer to the question that a browser asks before its request.
  Reply preflight(Call call) {
    Reply reply =
        Reply.text(200, "text/plain; charset=utf-8", "OK")
            .with("Access-Control-Allow-Methods", METHODS)
            .with("Access-Control-Max-Age", "600");
    return call.header("Access-Control-Request-Headers")
        .map(asked -> reply.with("Access-Control-Allow-Headers", asked))
        .orElse(reply);
  }
}
