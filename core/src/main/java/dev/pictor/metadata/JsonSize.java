package dev.pictor.metadata;

import java.util.List;

/// Bytes of UTF-8 that metadata takes as JSON without blanks, non-ASCII unescaped.
final class JsonSize {

  private static final int COMMA_OR_BRACE = 1;
  private static final int COLON = 1;

  private JsonSize() {}

  static long of(Metadata metadata) {
    long bytes = 2;
    for (var entry : metadata.fields().entrySet()) {
      bytes += COMMA_OR_BRACE + COLON + of(entry.getKey()) + of(entry.getValue());
    }
    return metadata.fields().isEmpty() ? bytes : bytes - COMMA_OR_BRACE;
  }

  private static long of(MetadataValue value) {
    return switch (value) {
      case MetadataValue.Text(String text) -> of(text);
      case MetadataValue.Flag(boolean flag) -> flag ? 4 : 5;
      case MetadataValue.Numeric(double number) -> length(number);
      case MetadataValue.TextList(List<String> texts) -> {
        long bytes = 2;
        for (String each : texts) {
          bytes += COMMA_OR_BRACE + of(each);
        }
        yield texts.isEmpty() ? bytes : bytes - COMMA_OR_BRACE;
      }
    };
  }

  private static int length(double number) {
    return number == (long) number
        ? Long.toString((long) number).length()
        : Double.toString(number).length();
  }

  private static long of(String text) {
    long bytes = 2;
    for (int i = 0; i < text.length(); i++) {
      bytes += of(text.charAt(i));
    }
    return bytes;
  }

  private static int of(char unit) {
    if (unit >= 0x80) {
      // A surrogate is half of a pair of four bytes.
      return unit < 0x800 || Character.isSurrogate(unit) ? 2 : 3;
    }
    return switch (unit) {
      case '"', '\\', '\n', '\r', '\t', '\b', '\f' -> 2;
      default -> unit < ' ' ? 6 : 1;
    };
  }
}
