package dev.pictor.metadata;

import static dev.pictor.metadata.MetadataFilter.TextMatch.LONGEST_VALUE_BYTES;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pictor.metadata.MetadataFilter.Comparator;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Interprets a filter over the metadata of one record: the plain twin of what engines compile.
/// Stateless, thread-safe.
public final class FilterMatcher {

  private FilterMatcher() {}

  /// Whether a record with `metadata` matches `filter`.
  public static boolean matches(MetadataFilter filter, Metadata metadata) {
    return switch (filter) {
      case MetadataFilter.MatchAll() -> true;
      case MetadataFilter.Comparison comparison -> compares(comparison, metadata);
      case MetadataFilter.Membership membership ->
          membership.negated()
              != membership.operands().stream()
                  .anyMatch(each -> equalsAny(metadata.fields().get(membership.field()), each));
      case MetadataFilter.Exists(String field, boolean expected) ->
          metadata.fields().containsKey(field) == expected;
      case MetadataFilter.TextRange range ->
          anyText(metadata.fields().get(range.field()), text -> inRange(text, range));
      case MetadataFilter.TextMatch match ->
          anyText(metadata.fields().get(match.field()), text -> hasText(match, text));
      case MetadataFilter.And and ->
          and.clauses().stream().allMatch(clause -> matches(clause, metadata));
      case MetadataFilter.Or or ->
          or.clauses().stream().anyMatch(clause -> matches(clause, metadata));
      case MetadataFilter.Not(MetadataFilter clause) -> !matches(clause, metadata);
    };
  }

  private static boolean compares(MetadataFilter.Comparison comparison, Metadata metadata) {
    MetadataValue value = metadata.fields().get(comparison.field());
    return switch (comparison.comparator()) {
      case EQ -> equalsAny(value, comparison.operand());
      case NE -> !equalsAny(value, comparison.operand());
      case GT, GTE, LT, LTE -> inRange(value, comparison.comparator(), comparison.operand());
    };
  }

  private static boolean equalsAny(@Nullable MetadataValue value, MetadataValue operand) {
    if (value instanceof MetadataValue.TextList list) {
      return operand instanceof MetadataValue.Text(String text) && list.values().contains(text);
    }
    return operand.equals(value);
  }

  /// Whether a string, or one of a list, is short enough to be looked into and passes `test`.
  private static boolean anyText(@Nullable MetadataValue value, Predicate<String> test) {
    Predicate<String> whole = test.and(text -> text.getBytes(UTF_8).length <= LONGEST_VALUE_BYTES);
    return switch (value) {
      case MetadataValue.Text(String text) -> whole.test(text);
      case MetadataValue.TextList(List<String> texts) -> texts.stream().anyMatch(whole);
      case MetadataValue.Numeric _, MetadataValue.Flag _ -> false;
      case null -> false;
    };
  }

  /// UTF-8 sorts as code points do.
  private static boolean inRange(String value, MetadataFilter.TextRange range) {
    int order = Arrays.compareUnsigned(value.getBytes(UTF_8), range.bound().getBytes(UTF_8));
    return holds(order, range.comparator());
  }

  private static boolean hasText(MetadataFilter.TextMatch match, String value) {
    return switch (match.kind()) {
      case CONTAINS_EXACTLY -> value.contains(match.text());
      case CONTAINS -> isAnywhere(match, value, Integer.MAX_VALUE);
      case STARTS_WITH -> isAnywhere(match, value, 0);
    };
  }

  /// Whether the text is there in any case, beginning at `last` or before.
  private static boolean isAnywhere(MetadataFilter.TextMatch match, String value, int last) {
    int[] wanted = match.text().codePoints().toArray();
    int[] given = value.codePoints().toArray();
    return IntStream.rangeClosed(0, Math.min(last, given.length - wanted.length))
        .anyMatch(
            from ->
                IntStream.range(0, wanted.length)
                    .allMatch(i -> MetadataFilter.TextMatch.isSame(given[from + i], wanted[i])));
  }

  private static boolean inRange(
      @Nullable MetadataValue value, Comparator comparator, MetadataValue operand) {
    return switch (operand) {
      case MetadataValue.Numeric(double bound) ->
          value instanceof MetadataValue.Numeric(double number)
              && holds(Double.compare(number, bound), comparator);
      case MetadataValue.Text(String bound) -> dateInRange(value, comparator, bound);
      case MetadataValue.Flag _, MetadataValue.TextList _ -> false;
    };
  }

  private static boolean dateInRange(
      @Nullable MetadataValue value, Comparator comparator, String bound) {
    if (!IsoDates.isDate(bound)) {
      return false;
    }
    return switch (value) {
      case MetadataValue.Text(String text) ->
          IsoDates.isDate(text) && holds(text.compareTo(bound), comparator);
      case MetadataValue.TextList list ->
          list.values().stream()
              .anyMatch(each -> IsoDates.isDate(each) && holds(each.compareTo(bound), comparator));
      case MetadataValue.Numeric _, MetadataValue.Flag _ -> false;
      case null -> false;
    };
  }

  private static boolean holds(int order, Comparator comparator) {
    return switch (comparator) {
      case EQ -> order == 0;
      case NE -> order != 0;
      case GT -> order > 0;
      case GTE -> order >= 0;
      case LT -> order < 0;
      case LTE -> order <= 0;
    };
  }
}
