package dev.pictor.api;

import dev.pictor.error.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Where the next page starts, in a form that clients hand back unread.
final class Cursor {

  private static final String OFFSET = "o:";
  private static final String AFTER = "a:";

  private Cursor() {}

  static String ofOffset(int offset) {
    return encode(OFFSET + offset);
  }

  static String ofLastId(String id) {
    return encode(AFTER + id);
  }

  static int offset(String cursor) {
    try {
      return Integer.parseInt(decode(cursor, OFFSET));
    } catch (NumberFormatException e) {
      throw wrong(cursor, e);
    }
  }

  static String lastId(String cursor) {
    return decode(cursor, AFTER);
  }

  private static String encode(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String cursor, String kind) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      if (text.startsWith(kind)) {
        return text.substring(kind.length());
      }
    } catch (IllegalArgumentException e) {
      throw wrong(cursor, e);
    }
    throw wrong(cursor, new IllegalArgumentException("another kind of cursor"));
  }

  private static InvalidRequest wrong(String cursor, Exception cause) {
    return new InvalidRequest(
        "cursor: %s (expected: the \"next\" of an earlier page of the same request)"
            .formatted(cursor),
        cause);
  }
}
