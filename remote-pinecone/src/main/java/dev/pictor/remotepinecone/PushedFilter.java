package dev.pictor.remotepinecone;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.IsoDates;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataFilter.Comparator;
import dev.pictor.metadata.MetadataValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What of a filter a service can apply: a filter in Pinecone's words that matches all records that
/// the whole one matches, and perhaps more.
///
/// Pinecone has no parts of strings, no dates and no order of strings; where they stand, it is
/// asked for the records that have the field. A missing field matches `$ne` and `$nin` here, which
/// services disagree about, so that is said by `$exists`. Negations are moved down to the
/// conditions.
///
/// @param exact whether it matches no more than the whole one
record PushedFilter(Part part, boolean exact) {

  /// The most conditions of a filter; services refuse longer ones too.
  private static final int MOST_CONDITIONS = 1000;

  /// A filter as services know it.
  sealed interface Part {
    /// Every record.
    record All() implements Part {}

    /// No record.
    record None() implements Part {}

    /// The records that match this filter in Pinecone's words.
    record Condition(Struct filter) implements Part {}
  }

  private static final PushedFilter ALL = new PushedFilter(new Part.All(), true);
  private static final PushedFilter NONE = new PushedFilter(new Part.None(), true);
  private static final PushedFilter ANY = new PushedFilter(new Part.All(), false);

  /// @throws InvalidRequest when it has more conditions than a service takes
  static PushedFilter of(MetadataFilter filter) {
    requireBounded(filter);
    return push(filter);
  }

  private static void requireBounded(MetadataFilter filter) {
    long conditions = conditions(filter);
    if (conditions > MOST_CONDITIONS) {
      throw new InvalidRequest(
          "filter: %d conditions (expected: at most %d). Use $in for many values of one field."
              .formatted(conditions, MOST_CONDITIONS));
    }
  }

  private static long conditions(MetadataFilter filter) {
    return switch (filter) {
      case MetadataFilter.And(List<MetadataFilter> clauses) ->
          clauses.stream().mapToLong(PushedFilter::conditions).sum();
      case MetadataFilter.Or(List<MetadataFilter> clauses) ->
          clauses.stream().mapToLong(PushedFilter::conditions).sum();
      case MetadataFilter.Not(MetadataFilter clause) -> conditions(clause);
      case MetadataFilter.MatchAll _,
          MetadataFilter.Comparison _,
          MetadataFilter.Membership _,
          MetadataFilter.Exists _,
          MetadataFilter.TextRange _,
          MetadataFilter.TextMatch _ ->
          1;
    };
  }

  private static PushedFilter push(MetadataFilter filter) {
    return switch (filter) {
      case MetadataFilter.MatchAll() -> ALL;
      case MetadataFilter.Comparison comparison -> comparison(comparison);
      case MetadataFilter.Membership membership -> membership(membership);
      case MetadataFilter.Exists(String field, boolean expected) -> exists(field, expected);
      case MetadataFilter.TextRange range -> exists(range.field(), true).inexact();
      case MetadataFilter.TextMatch match -> exists(match.field(), true).inexact();
      case MetadataFilter.And(List<MetadataFilter> clauses) ->
          all(clauses.stream().map(PushedFilter::push));
      case MetadataFilter.Or(List<MetadataFilter> clauses) ->
          any(clauses.stream().map(PushedFilter::push));
      case MetadataFilter.Not(MetadataFilter clause) -> not(clause);
    };
  }

  private static PushedFilter not(MetadataFilter filter) {
    return switch (filter) {
      case MetadataFilter.MatchAll() -> NONE;
      case MetadataFilter.Comparison(String field, Comparator comparator, MetadataValue operand) ->
          switch (comparator) {
            case EQ -> push(new MetadataFilter.Comparison(field, Comparator.NE, operand));
            case NE -> push(new MetadataFilter.Comparison(field, Comparator.EQ, operand));
            case GT, GTE, LT, LTE -> ANY;
          };
      case MetadataFilter.Membership(String field, List<MetadataValue> operands, boolean negated) ->
          push(new MetadataFilter.Membership(field, operands, !negated));
      case MetadataFilter.Exists(String field, boolean expected) -> exists(field, !expected);
      case MetadataFilter.TextRange _, MetadataFilter.TextMatch _ -> ANY;
      case MetadataFilter.And(List<MetadataFilter> clauses) ->
          any(clauses.stream().map(PushedFilter::not));
      case MetadataFilter.Or(List<MetadataFilter> clauses) ->
          all(clauses.stream().map(PushedFilter::not));
      case MetadataFilter.Not(MetadataFilter clause) -> push(clause);
    };
  }

  private PushedFilter inexact() {
    return new PushedFilter(part, false);
  }

  private static PushedFilter comparison(MetadataFilter.Comparison comparison) {
    String field = comparison.field();
    MetadataValue operand = comparison.operand();
    return switch (comparison.comparator()) {
      case EQ -> isScalar(operand) ? condition(field, "$eq", WireMetadata.value(operand)) : NONE;
      case NE -> isScalar(operand) ? unlike(field, "$ne", WireMetadata.value(operand)) : ALL;
      case GT -> range(field, "$gt", operand);
      case GTE -> range(field, "$gte", operand);
      case LT -> range(field, "$lt", operand);
      case LTE -> range(field, "$lte", operand);
    };
  }

  private static PushedFilter range(String field, String operator, MetadataValue operand) {
    return switch (operand) {
      case MetadataValue.Numeric _ -> condition(field, operator, WireMetadata.value(operand));
      case MetadataValue.Text(String text) ->
          IsoDates.isDate(text) ? exists(field, true).inexact() : NONE;
      case MetadataValue.Flag _, MetadataValue.TextList _ -> NONE;
    };
  }

  private static PushedFilter membership(MetadataFilter.Membership membership) {
    List<Value> values =
        membership.operands().stream()
            .filter(PushedFilter::isScalar)
            .map(WireMetadata::value)
            .toList();
    if (values.isEmpty()) {
      return membership.negated() ? ALL : NONE;
    }
    return membership.negated()
        ? unlike(membership.field(), "$nin", WireMetadata.list(values))
        : condition(membership.field(), "$in", WireMetadata.list(values));
  }

  // No value equals a list.
  private static boolean isScalar(MetadataValue value) {
    return !(value instanceof MetadataValue.TextList);
  }

  private static PushedFilter exists(String field, boolean expected) {
    return condition(field, "$exists", Value.newBuilder().setBoolValue(expected).build());
  }

  private static PushedFilter unlike(String field, String operator, Value operand) {
    return any(Stream.of(condition(field, operator, operand), exists(field, false)));
  }

  private static PushedFilter condition(String field, String operator, Value operand) {
    WireText.require("filter", field);
    Struct operators = Struct.newBuilder().putFields(operator, operand).build();
    return condition(
        Struct.newBuilder()
            .putFields(field, Value.newBuilder().setStructValue(operators).build())
            .build());
  }

  private static PushedFilter condition(Struct filter) {
    return new PushedFilter(new Part.Condition(filter), true);
  }

  private static PushedFilter all(Stream<PushedFilter> clauses) {
    List<Value> conditions = new ArrayList<>();
    boolean exact = true;
    for (PushedFilter each : clauses.toList()) {
      switch (each.part) {
        case Part.All() -> {}
        case Part.None() -> {
          return NONE;
        }
        case Part.Condition(Struct filter) -> conditions.add(value(filter));
      }
      exact &= each.exact;
    }
    return joined("$and", conditions, ALL, exact);
  }

  private static PushedFilter any(Stream<PushedFilter> clauses) {
    List<Value> conditions = new ArrayList<>();
    boolean exact = true;
    boolean all = false;
    for (PushedFilter each : clauses.toList()) {
      switch (each.part) {
        case Part.All() -> {
          if (each.exact) {
            return ALL;
          }
          all = true;
        }
        case Part.None() -> {}
        case Part.Condition(Struct filter) -> conditions.add(value(filter));
      }
      exact &= each.exact;
    }
    return all ? ANY : joined("$or", conditions, NONE, exact);
  }

  private static PushedFilter joined(
      String operator, List<Value> conditions, PushedFilter ofNone, boolean exact) {
    return switch (conditions.size()) {
      case 0 -> new PushedFilter(ofNone.part, exact);
      case 1 -> new PushedFilter(new Part.Condition(conditions.getFirst().getStructValue()), exact);
      default ->
          new PushedFilter(
              new Part.Condition(
                  Struct.newBuilder().putFields(operator, WireMetadata.list(conditions)).build()),
              exact);
    };
  }

  private static Value value(Struct struct) {
    return Value.newBuilder().setStructValue(struct).build();
  }
}
