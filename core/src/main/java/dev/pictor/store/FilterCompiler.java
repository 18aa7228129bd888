package dev.pictor.store;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.IsoDates;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataFilter.Comparator;
import dev.pictor.metadata.MetadataValue;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.AutomatonQuery;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;

/// Compiles filters to Lucene queries over the fields of [RecordSchema]; its plain twin is
/// [dev.pictor.metadata.FilterMatcher].
final class FilterCompiler {

  private FilterCompiler() {}

  /// The records of a namespace that match.
  static Query compile(String namespace, MetadataFilter filter) {
    Query within = new TermQuery(new Term(RecordSchema.NAMESPACE, IndexTerms.namespace(namespace)));
    if (filter instanceof MetadataFilter.MatchAll) {
      return within;
    }
    try {
      return new BooleanQuery.Builder()
          .add(within, Occur.FILTER)
          .add(compile(filter), Occur.FILTER)
          .build();
    } catch (IndexSearcher.TooManyClauses e) {
      throw tooLong(e);
    }
  }

  /// What a filter gets that Lucene finds too long.
  static InvalidRequest tooLong(IndexSearcher.TooManyClauses cause) {
    return new InvalidRequest(
        "filter: too many conditions (expected: at most %d). Use $in for many values of one field."
            .formatted(IndexSearcher.getMaxClauseCount()),
        cause);
  }

  private static Query compile(MetadataFilter filter) {
    return switch (filter) {
      case MetadataFilter.MatchAll() -> MatchAllDocsQuery.INSTANCE;
      case MetadataFilter.Comparison comparison -> comparison(comparison);
      case MetadataFilter.Membership membership -> {
        Query members = members(membership);
        yield membership.negated() ? not(members) : members;
      }
      case MetadataFilter.Exists(String field, boolean expected) -> {
        Query exists = term(IndexTerms.exists(field));
        yield expected ? exists : not(exists);
      }
      case MetadataFilter.TextRange(String field, Comparator comparator, String bound) ->
          terms(field, 's', comparator, IndexTerms.text(field, bound));
      case MetadataFilter.TextMatch match -> partOfText(match);
      case MetadataFilter.And(List<MetadataFilter> clauses) -> joined(clauses, Occur.FILTER);
      case MetadataFilter.Or(List<MetadataFilter> clauses) -> joined(clauses, Occur.SHOULD);
      case MetadataFilter.Not(MetadataFilter clause) -> not(compile(clause));
    };
  }

  private static Query joined(List<MetadataFilter> clauses, Occur occur) {
    if (clauses.isEmpty()) {
      return occur == Occur.FILTER
          ? MatchAllDocsQuery.INSTANCE
          : new MatchNoDocsQuery("$or of nothing");
    }
    BooleanQuery.Builder builder = new BooleanQuery.Builder();
    clauses.forEach(clause -> builder.add(compile(clause), occur));
    return new ConstantScoreQuery(builder.build());
  }

  private static Query not(Query query) {
    return new BooleanQuery.Builder()
        .add(MatchAllDocsQuery.INSTANCE, Occur.FILTER)
        .add(query, Occur.MUST_NOT)
        .build();
  }

  private static Query comparison(MetadataFilter.Comparison comparison) {
    String field = comparison.field();
    return switch (comparison.comparator()) {
      case EQ -> equal(field, comparison.operand());
      case NE -> not(equal(field, comparison.operand()));
      case GT, GTE, LT, LTE -> range(field, comparison.comparator(), comparison.operand());
    };
  }

  private static Query equal(String field, MetadataValue operand) {
    return switch (operand) {
      case MetadataValue.Text(String text) -> term(IndexTerms.text(field, text));
      case MetadataValue.Flag(boolean flag) -> term(IndexTerms.flag(field, flag));
      case MetadataValue.Numeric(double number) ->
          DoublePoint.newExactQuery(IndexTerms.numbers(field), number);
      case MetadataValue.TextList _ -> new MatchNoDocsQuery("a list is no operand");
    };
  }

  /// The terms of the field's strings, which are few where people look for parts of them.
  private static Query partOfText(MetadataFilter.TextMatch match) {
    BytesRef start = IndexTerms.start(match.field(), 's');
    List<Automaton> parts = new ArrayList<>();
    parts.add(Automata.makeString(start.utf8ToString()));
    switch (match.kind()) {
      case CONTAINS, CONTAINS_EXACTLY -> parts.add(Automata.makeAnyString());
      case STARTS_WITH -> {}
    }
    match
        .text()
        .codePoints()
        .mapToObj(
            each ->
                match.kind() == MetadataFilter.TextMatch.Kind.CONTAINS_EXACTLY
                    ? Automata.makeChar(each)
                    : anyCase(each))
        .forEach(parts::add);
    parts.add(Automata.makeAnyString());
    Automaton whole =
        Operations.determinize(
            Operations.concatenate(parts), Operations.DEFAULT_DETERMINIZE_WORK_LIMIT);
    return new AutomatonQuery(new Term(RecordSchema.VALUES, start), whole);
  }

  private static Automaton anyCase(int codePoint) {
    return Operations.union(
        List.of(
            Automata.makeChar(codePoint),
            Automata.makeChar(Character.toLowerCase(codePoint)),
            Automata.makeChar(Character.toUpperCase(codePoint))));
  }

  private static Query members(MetadataFilter.Membership membership) {
    String field = membership.field();
    List<BytesRef> terms = new ArrayList<>();
    List<Double> numbers = new ArrayList<>();
    for (MetadataValue operand : membership.operands()) {
      switch (operand) {
        case MetadataValue.Text(String text) -> terms.add(IndexTerms.text(field, text));
        case MetadataValue.Flag(boolean flag) -> terms.add(IndexTerms.flag(field, flag));
        case MetadataValue.Numeric(double number) -> numbers.add(number);
        case MetadataValue.TextList _ -> {}
      }
    }
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    any.add(new TermInSetQuery(RecordSchema.VALUES, terms), Occur.SHOULD);
    any.add(DoublePoint.newSetQuery(IndexTerms.numbers(field), numbers), Occur.SHOULD);
    return any.build();
  }

  private static Query range(String field, Comparator comparator, MetadataValue operand) {
    return switch (operand) {
      case MetadataValue.Numeric(double bound) -> numbers(field, comparator, bound);
      case MetadataValue.Text(String bound) when IsoDates.isDate(bound) ->
          terms(field, 'd', comparator, IndexTerms.date(field, bound));
      case MetadataValue.Text _, MetadataValue.Flag _, MetadataValue.TextList _ ->
          new MatchNoDocsQuery("no number and no date");
    };
  }

  private static Query numbers(String field, Comparator comparator, double bound) {
    double low = Double.NEGATIVE_INFINITY;
    double high = Double.POSITIVE_INFINITY;
    switch (comparator) {
      case GT -> low = next(bound);
      case GTE -> low = bound;
      case LT -> high = 0.0 - next(-bound);
      case LTE -> high = bound;
      case EQ, NE -> throw new IllegalStateException("no range: " + comparator);
    }
    return DoublePoint.newRangeQuery(IndexTerms.numbers(field), low, high);
  }

  // Lucene orders -0.0 before 0.0; stored zeros are all 0.0, and so must a bound be.
  private static double next(double bound) {
    return Math.nextUp(bound) + 0.0;
  }

  /// The values of a field under one tag that are before or behind `at`.
  private static Query terms(String field, char tag, Comparator comparator, BytesRef at) {
    BytesRef first = IndexTerms.start(field, tag);
    BytesRef end = IndexTerms.start(field, (char) (tag + 1));
    return switch (comparator) {
      case GT -> new TermRangeQuery(RecordSchema.VALUES, at, end, false, false);
      case GTE -> new TermRangeQuery(RecordSchema.VALUES, at, end, true, false);
      case LT -> new TermRangeQuery(RecordSchema.VALUES, first, at, true, false);
      case LTE -> new TermRangeQuery(RecordSchema.VALUES, first, at, true, true);
      case EQ, NE -> throw new IllegalStateException("no range: " + comparator);
    };
  }

  private static Query term(BytesRef term) {
    return new TermQuery(new Term(RecordSchema.VALUES, term));
  }
}
