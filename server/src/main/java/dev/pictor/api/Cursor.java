package dev.pictor.api;

import dev.pictor.error.InvalidRequest;
import dev.pictor.search.PageStart;
import dev.pictor.search.SearchMatch;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where the next page starts, in a form that clients hand back unread.
final class Cursor {

  private static final String MATCH = "m:";
  private static final String AFTER = "a:";
  private static final Pattern PAGE_START =
      Pattern.compile("(\\d{1,6}):([0-9a-f]{1,16}):(.*)", Pattern.DOTALL);

  private Cursor() {}

  /// Behind a page of matches.
  ///
  /// @param start where that page began
  static String ofMatches(PageStart start, List<SearchMatch> page) {
    SearchMatch last = page.getLast();
    long score = Double.doubleToLongBits(last.score());
    return encode("%s%d:%x:%s".formatted(MATCH, start.shown() + page.size(), score, last.id()));
  }

  static String ofLastId(String id) {
    return encode(AFTER + id);
  }

  static PageStart pageStart(String cursor) {
    Matcher match = PAGE_START.matcher(decode(cursor, MATCH));
    if (!match.matches()) {
      throw wrong(cursor, new IllegalArgumentException("not a place in matches"));
    }
    double score = Double.longBitsToDouble(Long.parseUnsignedLong(match.group(2), 16));
    return new PageStart(Integer.parseInt(match.group(1)), score, match.group(3));
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
