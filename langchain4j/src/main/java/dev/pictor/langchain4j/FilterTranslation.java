package dev.pictor.langchain4j;

import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.filter.comparison.ContainsString;
import dev.langchain4j.store.embedding.filter.comparison.IsEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThan;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsIn;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThan;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotIn;
import dev.langchain4j.store.embedding.filter.logical.And;
import dev.langchain4j.store.embedding.filter.logical.Not;
import dev.langchain4j.store.embedding.filter.logical.Or;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataFilter.Comparator;
import dev.pictor.metadata.MetadataFilter.TextMatch;
import dev.pictor.metadata.MetadataValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// LangChain4j's filters as Pictor's. Stateless.
///
/// Where LangChain4j fails on a value of another type than the operand's, that record just does not
/// match. Strings above 1,024 bytes are neither in a range nor do they contain anything.
final class FilterTranslation {

  private FilterTranslation() {}

  /// @throws InvalidRequest for an operand that metadata cannot have
  /// @throws UnsupportedFeatureException for a filter that is none of LangChain4j's own
  static MetadataFilter of(Filter filter) {
    return switch (filter) {
      case IsEqualTo is -> in(is.key(), List.of(is.comparisonValue()));
      case IsNotEqualTo is -> new MetadataFilter.Not(in(is.key(), List.of(is.comparisonValue())));
      case IsIn is -> in(is.key(), is.comparisonValues());
      case IsNotIn is -> new MetadataFilter.Not(in(is.key(), is.comparisonValues()));
      case IsGreaterThan is -> range(is.key(), Comparator.GT, is.comparisonValue());
      case IsGreaterThanOrEqualTo is -> range(is.key(), Comparator.GTE, is.comparisonValue());
      case IsLessThan is -> range(is.key(), Comparator.LT, is.comparisonValue());
      case IsLessThanOrEqualTo is -> range(is.key(), Comparator.LTE, is.comparisonValue());
      case ContainsString contains -> contains(contains.key(), contains.comparisonValue());
      case And and -> new MetadataFilter.And(List.of(of(and.left()), of(and.right())));
      case Or or -> new MetadataFilter.Or(List.of(of(or.left()), of(or.right())));
      case Not not -> new MetadataFilter.Not(of(not.expression()));
      default ->
          throw new UnsupportedFeatureException(
              "filter: %s (expected: one of LangChain4j's own)"
                  .formatted(filter.getClass().getName()));
    };
  }

  private static MetadataFilter in(String key, Collection<?> operands) {
    List<MetadataValue> values = new ArrayList<>();
    List<MetadataValue> digits = new ArrayList<>();
    for (Object each : operands) {
      if (SegmentCodec.isLarge(each)) {
        digits.add(new MetadataValue.Text(each.toString()));
      } else {
        values.add(value(key, each));
      }
    }
    MetadataFilter plain = new MetadataFilter.Membership(key, values, false);
    return digits.isEmpty()
        ? plain
        : new MetadataFilter.Or(
            List.of(
                plain, new MetadataFilter.Membership(SegmentCodec.exactField(key), digits, false)));
  }

  private static MetadataFilter range(String key, Comparator comparator, Object bound) {
    return switch (value(key, bound)) {
      case MetadataValue.Text(String text) -> new MetadataFilter.TextRange(key, comparator, text);
      case MetadataValue number -> new MetadataFilter.Comparison(key, comparator, number);
    };
  }

  private static MetadataFilter contains(String key, String text) {
    return text.isEmpty()
        ? new MetadataFilter.TextRange(key, Comparator.GTE, "")
        : new TextMatch(key, TextMatch.Kind.CONTAINS_EXACTLY, text);
  }

  private static MetadataValue value(String key, Object operand) {
    return switch (SegmentCodec.plain(operand)) {
      case String text -> new MetadataValue.Text(text);
      case Boolean flag -> new MetadataValue.Flag(flag);
      case Number number when Double.isFinite(number.doubleValue()) ->
          new MetadataValue.Numeric(number.doubleValue());
      default ->
          throw new InvalidRequest(
              "filter.%s: %s (expected: a string, a UUID, a boolean or a finite number)"
                  .formatted(key, operand));
    };
  }
}
