package dev.pictor.langchain4j;

import dev.langchain4j.data.segment.TextSegment;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataParser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Text segments as the metadata of records. Stateless, thread-safe.
///
/// Numbers are kept as 64-bit floating-point numbers. A `long` that these cannot hold is kept a
/// second time, digit by digit, under its key with `exact:` before it.
///
/// @param textField which holds the text
record SegmentCodec(String textField) {

  private static final String EXACT = "exact:";
  private static final long LARGEST_EXACT = 1L << 53;

  /// Whether a number is more than a `double` can tell from its neighbours.
  static boolean isLarge(Object value) {
    return value instanceof Long number && (number > LARGEST_EXACT || number < -LARGEST_EXACT);
  }

  /// The field in which the digits of a large number are.
  static String exactField(String key) {
    return EXACT + key;
  }

  /// A value as [MetadataParser] takes it. A float is the number that it is written as, so that 1.1
  /// is one number whatever its type.
  static Object plain(Object value) {
    return switch (value) {
      case UUID id -> id.toString();
      case Float number when Float.isFinite(number) -> Double.valueOf(number.toString());
      default -> value;
    };
  }

  /// @throws InvalidRequest naming a key that cannot be kept, or the size of what is too large
  Metadata encode(TextSegment segment) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(textField, segment.text());
    segment.metadata().toMap().forEach((key, value) -> put(fields, key, value));
    return MetadataParser.parse(fields);
  }

  private void put(Map<String, Object> fields, String key, Object value) {
    if (key.equals(textField) || key.startsWith(EXACT)) {
      throw new InvalidRequest(
          "metadata.%s: %s (expected: another key; `%s` holds the segment's text, and those that start with `%s` the digits of large numbers)"
              .formatted(key, value, textField, EXACT));
    }
    fields.put(key, plain(value));
    if (isLarge(value)) {
      fields.put(exactField(key), value.toString());
    }
  }

  /// Empty when the record has no text. Booleans and lists, which LangChain4j does not know, become
  /// strings.
  Optional<TextSegment> decode(Metadata metadata) {
    Map<String, Object> plain = MetadataParser.toPlain(metadata);
    String text = metadata.text(textField).orElse("");
    if (text.isBlank()) {
      return Optional.empty();
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    plain.forEach(
        (key, value) -> {
          if (key.startsWith(EXACT)) {
            fields.put(key.substring(EXACT.length()), Long.valueOf(value.toString()));
          } else if (!key.equals(textField)) {
            fields.putIfAbsent(key, known(value));
          }
        });
    return Optional.of(TextSegment.from(text, new dev.langchain4j.data.document.Metadata(fields)));
  }

  private static Object known(Object value) {
    return switch (value) {
      case List<?> texts -> String.join(", ", texts.stream().map(String::valueOf).toList());
      case Boolean flag -> flag.toString();
      default -> value;
    };
  }
}
