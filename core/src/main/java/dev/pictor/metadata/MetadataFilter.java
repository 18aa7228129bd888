package dev.pictor.metadata;

import java.util.List;

/// A parsed filter over metadata, as Pinecone's language has it. [FilterParser] makes it from
/// JSON-like maps, [FilterMatcher] interprets it (the plain twin), an engine compiles it.
///
/// A list field matches when any of its strings does; types do not convert; a missing field matches
/// only `$ne`, `$nin` and `$exists: false`.
public sealed interface MetadataFilter {

  /// `$eq $ne $gt $gte $lt $lte`. Ranges compare numbers, and ISO 8601 dates as strings.
  enum Comparator {
    EQ,
    NE,
    GT,
    GTE,
    LT,
    LTE
  }

  /// Every record.
  record MatchAll() implements MetadataFilter {}

  record Comparison(String field, Comparator comparator, MetadataValue operand)
      implements MetadataFilter {}

  /// `$in` and, when `negated`, `$nin`.
  record Membership(String field, List<MetadataValue> operands, boolean negated)
      implements MetadataFilter {
    public Membership {
      operands = List.copyOf(operands);
    }
  }

  record Exists(String field, boolean expected) implements MetadataFilter {}

  record And(List<MetadataFilter> clauses) implements MetadataFilter {
    public And {
      clauses = List.copyOf(clauses);
    }
  }

  record Or(List<MetadataFilter> clauses) implements MetadataFilter {
    public Or {
      clauses = List.copyOf(clauses);
    }
  }

  record Not(MetadataFilter clause) implements MetadataFilter {}

  static MetadataFilter all() {
    return new MatchAll();
  }
}
