package dev.pictor.metadata;

import dev.pictor.error.InvalidRequest;
import java.net.URI;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Maps of Java programs as metadata and back, and filters with their values. Stateless,
/// thread-safe.
///
/// Identifiers, addresses, enums and times become strings, times in ISO 8601. Numbers are kept as
/// 64-bit floating-point numbers; a float is the number that it is written as, so that 1.1 is one
/// number whatever its type. A `long` that these cannot hold is kept a second time, digit by digit,
/// under its field's name with `exact:` before it, and comes back as it was.
public final class JavaMetadata {

  private static final String EXACT = "exact:";
  private static final long LARGEST_EXACT = 1L << 53;

  private JavaMetadata() {}

  /// Metadata of a program's map.
  ///
  /// @throws InvalidRequest naming the field that cannot be kept and its value, or the size
  public static Metadata encode(Map<String, ? extends @Nullable Object> fields) {
    Map<String, @Nullable Object> plain = new LinkedHashMap<>();
    fields.forEach(
        (field, value) -> {
          if (field.startsWith(EXACT)) {
            throw new InvalidRequest(
                "metadata.%s: %s (expected: a name that does not start with %s, which the digits of large numbers do)"
                    .formatted(field, PlainText.of(value), EXACT));
          }
          plain.put(field, plain(value));
          if (isLarge(value)) {
            plain.put(EXACT + field, String.valueOf(value));
          }
        });
    return MetadataParser.parse(plain);
  }

  /// String, Boolean, Long, Double or List of String per field.
  public static Map<String, Object> decode(Metadata metadata) {
    Map<String, Object> fields = new LinkedHashMap<>();
    MetadataParser.toPlain(metadata)
        .forEach(
            (field, value) -> {
              if (field.startsWith(EXACT)) {
                fields.put(field.substring(EXACT.length()), Long.valueOf(value.toString()));
              } else {
                fields.putIfAbsent(field, value);
              }
            });
    return fields;
  }

  /// What has one of these values in `field`, large numbers digit by digit.
  ///
  /// @throws InvalidRequest naming an operand that metadata cannot have
  public static MetadataFilter isIn(String field, Collection<? extends @Nullable Object> operands) {
    List<MetadataValue> values = new ArrayList<>();
    List<MetadataValue> digits = new ArrayList<>();
    for (Object each : operands) {
      if (isLarge(each)) {
        digits.add(new MetadataValue.Text(String.valueOf(each)));
      } else {
        values.add(operand(field, each));
      }
    }
    MetadataFilter plain = new MetadataFilter.Membership(field, values, false);
    return digits.isEmpty()
        ? plain
        : new MetadataFilter.Or(
            List.of(plain, new MetadataFilter.Membership(EXACT + field, digits, false)));
  }

  /// What is before or behind `bound`: strings in the order of their code points, numbers by size.
  ///
  /// @param comparator none of EQ and NE
  /// @throws InvalidRequest naming a bound that metadata cannot have
  public static MetadataFilter inRange(
      String field, MetadataFilter.Comparator comparator, @Nullable Object bound) {
    return switch (operand(field, bound)) {
      case MetadataValue.Text(String text) -> new MetadataFilter.TextRange(field, comparator, text);
      case MetadataValue value -> new MetadataFilter.Comparison(field, comparator, value);
    };
  }

  private static MetadataValue operand(String field, @Nullable Object operand) {
    return switch (plain(operand)) {
      case String text -> new MetadataValue.Text(text);
      case Boolean flag -> new MetadataValue.Flag(flag);
      case Number number when Double.isFinite(number.doubleValue()) ->
          new MetadataValue.Numeric(number.doubleValue());
      case null, default ->
          throw new InvalidRequest(
              "filter.%s: %s (expected: a string, a boolean, a finite number, an identifier or a time)"
                  .formatted(field, PlainText.of(operand)));
    };
  }

  private static boolean isLarge(@Nullable Object value) {
    return value instanceof Long number && (number > LARGEST_EXACT || number < -LARGEST_EXACT);
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case Float number when Float.isFinite(number) -> Double.valueOf(number.toString());
      case UUID id -> id.toString();
      case URI address -> address.toString();
      case Enum<?> constant -> constant.name();
      case Date date -> date.toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
      case TemporalAccessor time -> time.toString();
      case Collection<?> all -> all.stream().map(JavaMetadata::plain).toList();
      case null -> null;
      default -> value;
    };
  }
}
