package dev.pictor.metadata;

import dev.pictor.error.InvalidRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Metadata from the plain maps that JSON and protobuf readers give, and back. Stateless,
/// thread-safe.
public final class MetadataParser {

  /// The most bytes of UTF-8 JSON that the metadata of one record may have.
  public static final int MAX_BYTES = 40_960;

  private static final String EXPECTED = "a string, a number, a boolean or a list of strings";
  private static final double LARGEST_EXACT = 1L << 53;

  private MetadataParser() {}

  /// Reads the fields of one record.
  ///
  /// @param fields values are String, Number, Boolean or lists of String; null, nested objects and
  ///   other lists are refused
  /// @throws InvalidRequest naming the field and its value, or the size
  public static Metadata parse(Map<String, ? extends @Nullable Object> fields) {
    Map<String, MetadataValue> values = LinkedHashMap.newLinkedHashMap(fields.size());
    for (Map.Entry<String, ? extends @Nullable Object> entry : fields.entrySet()) {
      String field = entry.getKey();
      requireName(field);
      values.put(field, value(field, entry.getValue()));
    }
    return requireSize(Metadata.copyOf(values));
  }

  /// String, Double (Long when integral and exact), Boolean or List of String per field, in order.
  public static Map<String, Object> toPlain(Metadata metadata) {
    Map<String, Object> plain = LinkedHashMap.newLinkedHashMap(metadata.fields().size());
    metadata.fields().forEach((field, value) -> plain.put(field, plain(value)));
    return plain;
  }

  /// Returns `metadata` when its JSON is small enough to be kept.
  ///
  /// @throws InvalidRequest naming the size and the limit
  public static Metadata requireSize(Metadata metadata) {
    long bytes = JsonSize.of(metadata);
    if (bytes > MAX_BYTES) {
      throw new InvalidRequest(
          "metadata size is %d bytes, which exceeds the limit of %d bytes per vector. Keep long texts elsewhere and store their address."
              .formatted(bytes, MAX_BYTES));
    }
    return metadata;
  }

  /// @throws InvalidRequest naming the first that cannot be the name of a field
  static void requireNames(Iterable<String> fields) {
    fields.forEach(MetadataParser::requireName);
  }

  private static void requireName(String field) {
    if (field.startsWith("$") || field.indexOf('\0') >= 0 || !isUnicode(field)) {
      throw new InvalidRequest(
          "metadata field: %s (expected: a name that does not start with $ and is valid Unicode without NUL)"
              .formatted(PlainText.of(field)));
    }
  }

  private static MetadataValue value(String field, @Nullable Object value) {
    return switch (value) {
      case String text -> new MetadataValue.Text(requireUnicode(field, text));
      case Boolean flag -> new MetadataValue.Flag(flag);
      case Number number -> {
        if (!Double.isFinite(number.doubleValue())) {
          throw refused(field, number, "a finite 64-bit number");
        }
        yield new MetadataValue.Numeric(number.doubleValue());
      }
      case List<?> list -> {
        List<String> texts = new ArrayList<>(list.size());
        for (Object each : list) {
          if (!(each instanceof String text)) {
            throw refused(field, value, EXPECTED);
          }
          texts.add(requireUnicode(field, text));
        }
        yield new MetadataValue.TextList(texts);
      }
      case null, default -> throw refused(field, value, EXPECTED);
    };
  }

  private static String requireUnicode(String field, String text) {
    if (!isUnicode(text)) {
      throw refused(field, text, "valid Unicode; it has half of a surrogate pair");
    }
    return text;
  }

  private static boolean isUnicode(String text) {
    return text.codePoints()
        .noneMatch(each -> each >= Character.MIN_SURROGATE && each <= Character.MAX_SURROGATE);
  }

  private static InvalidRequest refused(String field, @Nullable Object value, String expectation) {
    return new InvalidRequest(
        "metadata.%s: %s (expected: %s)".formatted(field, PlainText.of(value), expectation));
  }

  private static Object plain(MetadataValue value) {
    return switch (value) {
      case MetadataValue.Text(String text) -> text;
      case MetadataValue.Flag(boolean flag) -> flag;
      case MetadataValue.TextList(List<String> values) -> values;
      case MetadataValue.Numeric(double number) ->
          number == Math.rint(number) && Math.abs(number) <= LARGEST_EXACT
              ? (Object) (long) number
              : (Object) number;
    };
  }
}
