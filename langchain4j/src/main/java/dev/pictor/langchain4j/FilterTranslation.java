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
import dev.pictor.metadata.JavaMetadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataFilter.Comparator;
import dev.pictor.metadata.MetadataFilter.TextMatch;
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
      case IsEqualTo is -> JavaMetadata.isIn(is.key(), List.of(is.comparisonValue()));
      case IsNotEqualTo is ->
          new MetadataFilter.Not(JavaMetadata.isIn(is.key(), List.of(is.comparisonValue())));
      case IsIn is -> JavaMetadata.isIn(is.key(), is.comparisonValues());
      case IsNotIn is -> new MetadataFilter.Not(JavaMetadata.isIn(is.key(), is.comparisonValues()));
      case IsGreaterThan is -> JavaMetadata.inRange(is.key(), Comparator.GT, is.comparisonValue());
      case IsGreaterThanOrEqualTo is ->
          JavaMetadata.inRange(is.key(), Comparator.GTE, is.comparisonValue());
      case IsLessThan is -> JavaMetadata.inRange(is.key(), Comparator.LT, is.comparisonValue());
      case IsLessThanOrEqualTo is ->
          JavaMetadata.inRange(is.key(), Comparator.LTE, is.comparisonValue());
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

  private static MetadataFilter contains(String key, String text) {
    return text.isEmpty()
        ? new MetadataFilter.TextRange(key, Comparator.GTE, "")
        : new TextMatch(key, TextMatch.Kind.CONTAINS_EXACTLY, text);
  }
}
