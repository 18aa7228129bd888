package dev.pictor.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Where a wire carries its API key. Of several candidates the one that allows most counts.
@FunctionalInterface
public interface KeySource {
  /// May read the body ([Call#body()] keeps it); never throws for a body it cannot read.
  List<String> candidates(Call call) throws IOException;

  /// `Authorization: Bearer KEY` and `X-API-Key: KEY`.
  static KeySource headers() {
    return call -> {
      List<String> keys = new ArrayList<>();
      call.header("Authorization")
          .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
          .ifPresent(value -> keys.add(value.substring(7).strip()));
      call.header("X-API-Key").ifPresent(value -> keys.add(value.strip()));
      return keys;
    };
  }
}
