package dev.pictor.metadata;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataFilter.Comparator;
import dev.pictor.metadata.MetadataFilter.TextMatch.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Parses the filter language from the plain maps that JSON and protobuf readers give. Stateless,
/// thread-safe.
///
/// | form | meaning |
/// |---|---|
/// | `{}` | every record |
/// | `{"genre": "drama"}` | `{"genre": {"$eq": "drama"}}` |
/// | `{"year": {"$gte": 2000, "$lt": 2010}, "genre": "drama"}` | all of these |
/// | `{"$and": [F, …]}`, `{"$or": [F, …]}`, `{"$not": F}` | filters of filters |
/// | `{"year": {"$not": {"$gt": 2000}}}` | `{"$not": {"year": {"$gt": 2000}}}` |
///
/// Operands of `$eq $ne $in $nin` are strings, numbers and booleans; of `$gt $gte $lt $lte` numbers
/// and, in [Dialect#NATIVE], ISO 8601 dates (see [IsoDates]); of `$exists` a boolean; of
/// `$contains` and `$startsWith`, which only [Dialect#NATIVE] has, a string (see
/// [MetadataFilter.TextMatch]).
public final class FilterParser {

  /// Who speaks.
  public enum Dialect {
    /// Pinecone's clients: ranges of numbers only.
    PINECONE,
    /// Pictor's own: ranges of dates too, and parts of strings.
    NATIVE
  }

  /// How deep `$and`, `$or` and `$not` may nest.
  public static final int MAX_DEPTH = 32;

  /// The most conditions that one filter may have.
  public static final int MAX_CONDITIONS = 400;

  /// The most values of one `$in` or `$nin`.
  public static final int MAX_OPERANDS = 10_000;

  private final Dialect dialect;
  private int conditions;

  private FilterParser(Dialect dialect) {
    this.dialect = dialect;
  }

  /// Parses with [Dialect#NATIVE].
  ///
  /// @param filter values are String, Number, Boolean, List, Map or null
  /// @throws InvalidRequest naming operator, field and value
  public static MetadataFilter parse(Map<String, ? extends @Nullable Object> filter) {
    return parse(filter, Dialect.NATIVE);
  }

  /// An empty map matches every record.
  ///
  /// @param filter values are String, Number, Boolean, List, Map or null
  /// @throws InvalidRequest naming operator, field and value
  public static MetadataFilter parse(
      Map<String, ? extends @Nullable Object> filter, Dialect dialect) {
    return new FilterParser(dialect).filter(filter, 1);
  }

  private MetadataFilter filter(Map<?, ? extends @Nullable Object> filter, int depth) {
    requireDepth(depth);
    List<MetadataFilter> clauses = new ArrayList<>();
    for (Map.Entry<?, ? extends @Nullable Object> entry : filter.entrySet()) {
      String key = String.valueOf(entry.getKey());
      @Nullable Object value = entry.getValue();
      if (key.startsWith("$")) {
        clauses.add(combination(key, value, depth));
      } else if (value instanceof Map<?, ?> operators) {
        clauses.add(conditions(key, operators, depth));
      } else {
        clauses.add(condition(key, "$eq", value, depth));
      }
    }
    return allOf(clauses);
  }

  private MetadataFilter combination(String operator, @Nullable Object value, int depth) {
    return switch (operator) {
      case "$and" -> new MetadataFilter.And(filters(operator, value, depth));
      case "$or" -> new MetadataFilter.Or(filters(operator, value, depth));
      case "$not" -> {
        if (!(value instanceof Map<?, ?> inner)) {
          throw expected("filter." + operator, value, "a filter, such as {\"genre\": \"drama\"}");
        }
        yield new MetadataFilter.Not(filter(inner, depth + 1));
      }
      case "$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$exists" ->
          throw expected(
              "filter." + operator,
              value,
              "the operator below a field, such as {\"genre\": {\"" + operator + "\": …}}");
      default ->
          throw expected(
              "filter." + operator, value, "a field, or one of the operators $and, $or, $not");
    };
  }

  private List<MetadataFilter> filters(String operator, @Nullable Object value, int depth) {
    String expectation = "a list of one or more filters";
    if (!(value instanceof List<?> list) || list.isEmpty()) {
      throw expected("filter." + operator, value, expectation);
    }
    List<MetadataFilter> clauses = new ArrayList<>(list.size());
    for (Object each : list) {
      if (!(each instanceof Map<?, ?> map)) {
        throw expected("filter." + operator + "[" + clauses.size() + "]", each, "a filter");
      }
      clauses.add(filter(map, depth + 1));
    }
    return clauses;
  }

  private MetadataFilter conditions(String field, Map<?, ?> operators, int depth) {
    if (operators.isEmpty()) {
      throw expected(
          "filter." + field, operators, "an operator, such as {\"$eq\": …} or {\"$exists\": true}");
    }
    List<MetadataFilter> clauses = new ArrayList<>(operators.size());
    operators.forEach(
        (operator, operand) ->
            clauses.add(condition(field, String.valueOf(operator), operand, depth)));
    return allOf(clauses);
  }

  private MetadataFilter condition(
      String field, String operator, @Nullable Object operand, int depth) {
    if (++conditions > MAX_CONDITIONS) {
      throw new InvalidRequest(
          "filter: more than %d conditions (expected: at most %d). Use $in for many values of one field."
              .formatted(MAX_CONDITIONS, MAX_CONDITIONS));
    }
    String place = "filter." + field + "." + operator;
    return switch (operator) {
      case "$eq" -> new MetadataFilter.Comparison(field, Comparator.EQ, scalar(place, operand));
      case "$ne" -> new MetadataFilter.Comparison(field, Comparator.NE, scalar(place, operand));
      case "$gt" -> new MetadataFilter.Comparison(field, Comparator.GT, ordered(place, operand));
      case "$gte" -> new MetadataFilter.Comparison(field, Comparator.GTE, ordered(place, operand));
      case "$lt" -> new MetadataFilter.Comparison(field, Comparator.LT, ordered(place, operand));
      case "$lte" -> new MetadataFilter.Comparison(field, Comparator.LTE, ordered(place, operand));
      case "$in" -> new MetadataFilter.Membership(field, scalars(place, operand), false);
      case "$nin" -> new MetadataFilter.Membership(field, scalars(place, operand), true);
      case "$exists" -> {
        if (!(operand instanceof Boolean expected)) {
          throw expected(place, operand, "true or false");
        }
        yield new MetadataFilter.Exists(field, expected);
      }
      case "$contains" -> textMatch(field, Kind.CONTAINS, place, operand);
      case "$startsWith" -> textMatch(field, Kind.STARTS_WITH, place, operand);
      case "$not" -> {
        requireDepth(depth + 1);
        if (!(operand instanceof Map<?, ?> operators)) {
          throw expected(place, operand, "operators, such as {\"$gt\": 5}");
        }
        yield new MetadataFilter.Not(conditions(field, operators, depth + 1));
      }
      default -> throw unknownOperator(place, operand);
    };
  }

  private MetadataFilter textMatch(
      String field, Kind kind, String place, @Nullable Object operand) {
    if (dialect == Dialect.PINECONE) {
      throw unknownOperator(place, operand);
    }
    if (operand instanceof String text) {
      return new MetadataFilter.TextMatch(field, kind, text);
    }
    throw expected(place, operand, "a string");
  }

  private InvalidRequest unknownOperator(String place, @Nullable Object operand) {
    return expected(
        place,
        operand,
        "one of the operators $eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $exists, "
            + (dialect == Dialect.NATIVE ? "$contains, $startsWith, $not" : "$not"));
  }

  private static MetadataValue scalar(String place, @Nullable Object operand) {
    return switch (operand) {
      case String text -> new MetadataValue.Text(text);
      case Number number -> numeric(place, number);
      case Boolean flag -> new MetadataValue.Flag(flag);
      case List<?> list ->
          throw expected(place, list, "a string, number or boolean; use $in for one of a list");
      case null, default -> throw expected(place, operand, "a string, number or boolean");
    };
  }

  private static List<MetadataValue> scalars(String place, @Nullable Object operand) {
    if (!(operand instanceof List<?> list)) {
      throw expected(place, operand, "a list of strings, numbers or booleans");
    }
    if (list.size() > MAX_OPERANDS) {
      throw new InvalidRequest(
          "%s: %d values (expected: at most %d). Split the query."
              .formatted(place, list.size(), MAX_OPERANDS));
    }
    List<MetadataValue> values = new ArrayList<>(list.size());
    for (Object each : list) {
      values.add(scalar(place + "[" + values.size() + "]", each));
    }
    return values;
  }

  private MetadataValue ordered(String place, @Nullable Object operand) {
    if (operand instanceof Number number) {
      return numeric(place, number);
    }
    if (dialect == Dialect.PINECONE) {
      throw expected(place, operand, "a number; keep times as numbers, such as epoch seconds");
    }
    if (operand instanceof String text && IsoDates.isDate(text)) {
      return new MetadataValue.Text(text);
    }
    throw expected(place, operand, "a number, or an ISO 8601 date such as \"2024-03-01\"");
  }

  private static MetadataValue numeric(String place, Number number) {
    double value = number.doubleValue();
    if (!Double.isFinite(value)) {
      throw expected(place, number, "a finite 64-bit number");
    }
    return new MetadataValue.Numeric(value);
  }

  private static void requireDepth(int depth) {
    if (depth > MAX_DEPTH) {
      throw new InvalidRequest(
          "filter: nested deeper than %d levels (expected: at most %d). Flatten $and, $or and $not."
              .formatted(MAX_DEPTH, MAX_DEPTH));
    }
  }

  private static MetadataFilter allOf(List<MetadataFilter> clauses) {
    return switch (clauses.size()) {
      case 0 -> MetadataFilter.all();
      case 1 -> clauses.getFirst();
      default -> new MetadataFilter.And(clauses);
    };
  }

  private static InvalidRequest expected(String place, @Nullable Object value, String expectation) {
    return new InvalidRequest(
        "%s: %s (expected: %s)".formatted(place, PlainText.of(value), expectation));
  }
}
