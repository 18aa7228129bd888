package dev.pictor.search;

import dev.pictor.metadata.IsoDates;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataFilter.Comparator;
import dev.pictor.metadata.MetadataFilter.Comparison;
import dev.pictor.metadata.MetadataFilter.TextMatch;
import dev.pictor.metadata.MetadataFilter.TextMatch.Kind;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.metadata.RecordTags;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// What the fields of a [QueryLine] filter by. Stateless.
final class LineFilters {

  private static final String TIMESTAMP = "timestamp";
  private static final Pattern PERIOD =
      Pattern.compile("\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?");

  private LineFilters() {}

  /// @throws dev.pictor.error.InvalidRequest when the value does not fit the field
  static MetadataFilter of(LineToken.Field field) {
    String value = field.value();
    return switch (field.field()) {
      case FOLDER -> folder(trimmed(value));
      case AFTER -> timestamp(Comparator.GTE, period(field).first());
      case BEFORE -> timestamp(Comparator.LT, period(field).first());
      case DATE -> {
        Period period = period(field);
        yield new MetadataFilter.And(
            List.of(
                timestamp(Comparator.GTE, period.first()),
                timestamp(Comparator.LT, period.following())));
      }
      case CAMERA -> new TextMatch("camera", Kind.CONTAINS, value);
      case NAME -> new TextMatch("filename", Kind.CONTAINS, value);
      case TAG -> equal(RecordTags.TAGS, value);
      case FORMAT -> equal("format", format(value));
      case WORDS, ID -> throw new IllegalArgumentException("no filter: " + field);
    };
  }

  private static MetadataFilter folder(String folder) {
    return new MetadataFilter.Or(
        List.of(equal("folder", folder), new TextMatch("folder", Kind.STARTS_WITH, folder + "/")));
  }

  private static String trimmed(String folder) {
    return folder.replace('\\', '/').replaceAll("^/+|/+$", "");
  }

  private static String format(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "jpg" -> "jpeg";
      case "tif" -> "tiff";
      case String other -> other;
    };
  }

  private static MetadataFilter equal(String field, String value) {
    return new Comparison(field, Comparator.EQ, new MetadataValue.Text(value));
  }

  private static MetadataFilter timestamp(Comparator comparator, LocalDate day) {
    return new Comparison(TIMESTAMP, comparator, new MetadataValue.Text(day.toString()));
  }

  /// @param first its first day
  /// @param following the day after its last one
  private record Period(LocalDate first, LocalDate following) {}

  private static Period period(LineToken.Field field) {
    String value = field.value();
    if (!PERIOD.matcher(value).matches() || !isDay(value)) {
      throw LineScanner.problem(
          field.position(), value, "a year, month or day, such as 2024, 2024-03 or 2024-03-01");
    }
    return switch (value.length()) {
      case 4 -> {
        Year year = Year.parse(value);
        yield new Period(year.atDay(1), year.plusYears(1).atDay(1));
      }
      case 7 -> {
        YearMonth month = YearMonth.parse(value);
        yield new Period(month.atDay(1), month.plusMonths(1).atDay(1));
      }
      default -> {
        LocalDate day = LocalDate.parse(value);
        yield new Period(day, day.plusDays(1));
      }
    };
  }

  /// Whether a date that looks like one exists: there is no 30 February.
  private static boolean isDay(String value) {
    if (!IsoDates.isDate(value)) {
      return true; // a year or a month
    }
    int day = Integer.parseInt(value.substring(8));
    return day <= YearMonth.parse(value.substring(0, 7)).lengthOfMonth();
  }
}
