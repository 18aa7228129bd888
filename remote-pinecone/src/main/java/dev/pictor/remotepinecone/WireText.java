package dev.pictor.remotepinecone;

import dev.pictor.error.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/// Texts as the wire carries them: UTF-8. Stateless.
final class WireText {

  /// By the bytes of UTF-8, as services sort ids.
  static final Comparator<String> ORDER =
      (one, other) ->
          Arrays.compareUnsigned(
              one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

  private WireText() {}

  /// Whether no surrogate stands alone.
  static boolean isUnicode(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isHighSurrogate(text.charAt(i))
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /// @throws InvalidRequest when a surrogate stands alone
  static void require(String what, String text) {
    if (!isUnicode(text)) {
      throw new InvalidRequest(
          what + ": " + text + " (expected: valid Unicode; it has half of a surrogate pair)");
    }
  }
}
