package dev.pictor.opensearch;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.IsoDates;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataFilter.Comparator;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.store.IndexTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Compiles filters to queries over the fields of [RecordDocument]; the plain twin is
/// [dev.pictor.metadata.FilterMatcher]. Stateless.
final class FilterQueries {

  /// As many as OpenSearch takes unless it is told otherwise.
  private static final int MOST_CONDITIONS = 1024;

  /// Each level of a filter takes up to two of the twenty that OpenSearch nests.
  private static final int DEEPEST = 9;

  private FilterQueries() {}

  /// The records of a namespace that match.
  ///
  /// @throws InvalidRequest when the filter is too long or nested too deep
  static Map<String, Object> compile(String namespace, MetadataFilter filter) {
    Map<String, Object> within =
        Queries.term(RecordDocument.NAMESPACE, IndexTerms.namespace(namespace).utf8ToString());
    if (filter instanceof MetadataFilter.MatchAll) {
      return Queries.and(List.of(within));
    }
    requireShort(filter);
    return Queries.and(List.of(within, compile(filter)));
  }

  private static void requireShort(MetadataFilter filter) {
    if (conditions(filter) > MOST_CONDITIONS) {
      throw new InvalidRequest(
          "filter: too many conditions (expected: at most %d). Use $in for many values of one field."
              .formatted(MOST_CONDITIONS));
    }
    if (depth(filter) > DEEPEST) {
      throw new InvalidRequest(
          "filter: %d conditions within each other (expected: at most %d)"
              .formatted(depth(filter), DEEPEST));
    }
  }

  private static int conditions(MetadataFilter filter) {
    return switch (filter) {
      case MetadataFilter.And(List<MetadataFilter> clauses) ->
          1 + clauses.stream().mapToInt(FilterQueries::conditions).sum();
      case MetadataFilter.Or(List<MetadataFilter> clauses) ->
          1 + clauses.stream().mapToInt(FilterQueries::conditions).sum();
      case MetadataFilter.Not(MetadataFilter clause) -> 1 + conditions(clause);
      case MetadataFilter.MatchAll _,
          MetadataFilter.Comparison _,
          MetadataFilter.Membership _,
          MetadataFilter.Exists _,
          MetadataFilter.TextRange _,
          MetadataFilter.TextMatch _ ->
          1;
    };
  }

  private static int depth(MetadataFilter filter) {
    return switch (filter) {
      case MetadataFilter.And(List<MetadataFilter> clauses) ->
          1 + clauses.stream().mapToInt(FilterQueries::depth).max().orElse(0);
      case MetadataFilter.Or(List<MetadataFilter> clauses) ->
          1 + clauses.stream().mapToInt(FilterQueries::depth).max().orElse(0);
      case MetadataFilter.Not(MetadataFilter clause) -> 1 + depth(clause);
      case MetadataFilter.MatchAll _,
          MetadataFilter.Comparison _,
          MetadataFilter.Membership _,
          MetadataFilter.Exists _,
          MetadataFilter.TextRange _,
          MetadataFilter.TextMatch _ ->
          1;
    };
  }

  private static Map<String, Object> compile(MetadataFilter filter) {
    return switch (filter) {
      case MetadataFilter.MatchAll() -> Queries.all();
      case MetadataFilter.Comparison comparison -> comparison(comparison);
      case MetadataFilter.Membership membership -> {
        Map<String, Object> members = members(membership);
        yield membership.negated() ? Queries.not(members) : members;
      }
      case MetadataFilter.Exists(String field, boolean expected) -> {
        Map<String, Object> exists = value(IndexTerms.exists(field).utf8ToString());
        yield expected ? exists : Queries.not(exists);
      }
      case MetadataFilter.TextRange(String field, Comparator comparator, String bound) ->
          range(field, 's', comparator, IndexTerms.text(field, bound).utf8ToString());
      case MetadataFilter.TextMatch match -> partOfText(match);
      case MetadataFilter.And(List<MetadataFilter> clauses) ->
          clauses.isEmpty() ? Queries.all() : Queries.and(compiled(clauses));
      case MetadataFilter.Or(List<MetadataFilter> clauses) ->
          clauses.isEmpty() ? Queries.none() : Queries.or(compiled(clauses));
      case MetadataFilter.Not(MetadataFilter clause) -> Queries.not(compile(clause));
    };
  }

  private static List<Map<String, Object>> compiled(List<MetadataFilter> clauses) {
    return clauses.stream().map(FilterQueries::compile).toList();
  }

  private static Map<String, Object> value(String term) {
    return Queries.term(RecordDocument.VALUES, term);
  }

  private static Map<String, Object> comparison(MetadataFilter.Comparison comparison) {
    String field = comparison.field();
    return switch (comparison.comparator()) {
      case EQ -> equal(field, comparison.operand());
      case NE -> Queries.not(equal(field, comparison.operand()));
      case GT, GTE, LT, LTE -> range(field, comparison.comparator(), comparison.operand());
    };
  }

  private static Map<String, Object> equal(String field, MetadataValue operand) {
    return term(field, operand).map(FilterQueries::value).orElseGet(Queries::none);
  }

  /// The term of records that have the value; empty for a list, which is no operand.
  private static Optional<String> term(String field, MetadataValue operand) {
    return switch (operand) {
      case MetadataValue.Text(String text) -> Optional.of(RecordDocument.text(field, text));
      case MetadataValue.Flag(boolean flag) ->
          Optional.of(IndexTerms.flag(field, flag).utf8ToString());
      case MetadataValue.Numeric(double number) ->
          Optional.of(RecordDocument.number(field, number));
      case MetadataValue.TextList _ -> Optional.empty();
    };
  }

  private static Map<String, Object> members(MetadataFilter.Membership membership) {
    List<String> terms = new ArrayList<>();
    for (MetadataValue operand : membership.operands()) {
      term(membership.field(), operand).ifPresent(terms::add);
    }
    return terms.isEmpty() ? Queries.none() : Queries.terms(RecordDocument.VALUES, terms);
  }

  private static Map<String, Object> range(
      String field, Comparator comparator, MetadataValue operand) {
    return switch (operand) {
      case MetadataValue.Numeric(double bound) ->
          range(field, RecordDocument.NUMBER, comparator, RecordDocument.number(field, bound));
      case MetadataValue.Text(String bound) when IsoDates.isDate(bound) ->
          range(field, 'd', comparator, IndexTerms.date(field, bound).utf8ToString());
      case MetadataValue.Text _, MetadataValue.Flag _, MetadataValue.TextList _ -> Queries.none();
    };
  }

  /// The values of a field under one tag that are before or behind `at`.
  private static Map<String, Object> range(
      String field, char tag, Comparator comparator, String at) {
    String first = IndexTerms.start(field, tag).utf8ToString();
    String end = IndexTerms.start(field, (char) (tag + 1)).utf8ToString();
    Map<String, Object> bounds =
        switch (comparator) {
          case GT -> Map.of("gt", at, "lt", end);
          case GTE -> Map.of("gte", at, "lt", end);
          case LT -> Map.of("gte", first, "lt", at);
          case LTE -> Map.of("gte", first, "lte", at);
          case EQ, NE -> throw new IllegalStateException("no range: " + comparator);
        };
    return Map.of("range", Map.of(RecordDocument.VALUES, bounds));
  }

  /// The terms of the field's strings, which are few where people look for parts of them.
  private static Map<String, Object> partOfText(MetadataFilter.TextMatch match) {
    boolean anyCase = match.kind() != MetadataFilter.TextMatch.Kind.CONTAINS_EXACTLY;
    StringBuilder pattern = new StringBuilder();
    literal(pattern, IndexTerms.start(match.field(), 's').utf8ToString(), false);
    if (match.kind() != MetadataFilter.TextMatch.Kind.STARTS_WITH) {
      pattern.append(".*");
    }
    literal(pattern, match.text(), anyCase);
    pattern.append(".*");
    return Map.of(
        "regexp",
        Map.of(
            RecordDocument.VALUES,
            Map.of(
                "value", pattern.toString(), "flags", "NONE", "max_determinized_states", 50_000)));
  }

  /// Adds a pattern of exactly `text`.
  static void literal(StringBuilder pattern, String text, boolean anyCase) {
    text.codePoints()
        .forEach(
            each -> {
              int lower = Character.toLowerCase(each);
              int upper = Character.toUpperCase(each);
              if (anyCase && (lower != each || upper != each)) {
                pattern.append('(');
                one(pattern, each);
                one(pattern.append('|'), lower);
                one(pattern.append('|'), upper);
                pattern.append(')');
              } else {
                one(pattern, each);
              }
            });
  }

  private static void one(StringBuilder pattern, int codePoint) {
    boolean plain = Character.isLetterOrDigit(codePoint) || codePoint == 0;
    (plain ? pattern : pattern.append('\\')).appendCodePoint(codePoint);
  }
}
