package dev.pictor.token;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The files of `golden/`.
final class Golden {

  private Golden() {}

  static byte[] bytes(String file) throws IOException {
    try (InputStream in = Golden.class.getResourceAsStream("golden/" + file)) {
      return in.readAllBytes();
    }
  }

  /// The objects of a file that has one a line.
  static List<JsonNode> lines(String file) throws IOException {
    return new String(bytes(file), StandardCharsets.UTF_8)
        .lines()
        .map(JsonMapper.shared()::readTree)
        .toList();
  }

  static long[] ids(JsonNode array) {
    return LongStream.range(0, array.size()).map(i -> array.get((int) i).asLong()).toArray();
  }
}
