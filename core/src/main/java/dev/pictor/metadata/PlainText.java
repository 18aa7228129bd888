package dev.pictor.metadata;

import org.jspecify.annotations.Nullable;

/// Shows a value of a request in a message, at a length that a person reads.
final class PlainText {

  private static final int MAX_LENGTH = 80;

  private PlainText() {}

  static String of(@Nullable Object value) {
    String text = value instanceof String string ? '"' + string + '"' : String.valueOf(value);
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
  }
}
