package dev.pictor.metadata;

import dev.pictor.error.InvalidRequest;
import java.nio.charset.StandardCharsets;
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

  /// A string, or one of a list, before or behind another one in the order of their code points.
  /// Strings above 1,024 bytes never match. For programs that embed the store; no wire speaks it.
  ///
  /// @param comparator none of EQ and NE, which a [Comparison] has
  /// @param bound at most 1,024 bytes of UTF-8
  record TextRange(String field, Comparator comparator, String bound) implements MetadataFilter {
    public TextRange {
      if (comparator == Comparator.EQ || comparator == Comparator.NE) {
        throw new IllegalArgumentException(
            "filter.%s: %s is no range".formatted(field, comparator));
      }
      int bytes = bound.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > TextMatch.LONGEST_VALUE_BYTES) {
        throw new InvalidRequest(
            "filter.%s: a bound of %d bytes (expected: at most %d)"
                .formatted(field, bytes, TextMatch.LONGEST_VALUE_BYTES));
      }
    }
  }

  /// Pictor's own `$contains` and `$startsWith`: a string, or one of a list, that has `text` in it
  /// or at its start, letter by letter whatever their case unless it is to be exact. Strings above
  /// 1,024 bytes never match.
  ///
  /// @param text 1 to 256 characters
  record TextMatch(String field, Kind kind, String text) implements MetadataFilter {

    public static final int LONGEST_VALUE_BYTES = 1024;
    private static final int LONGEST = 256;

    /// Where the text is to be.
    public enum Kind {
      CONTAINS,
      STARTS_WITH,
      /// Case counts. For programs that embed the store; no wire speaks it.
      CONTAINS_EXACTLY
    }

    public TextMatch {
      if (text.isEmpty() || text.length() > LONGEST) {
        throw new InvalidRequest(
            "filter.%s: a text of %d characters to look for (expected: 1 to %d)"
                .formatted(field, text.length(), LONGEST));
      }
    }

    /// Whether two characters are one but for their case.
    public static boolean isSame(int one, int other) {
      return one == other
          || one == Character.toLowerCase(other)
          || one == Character.toUpperCase(other);
    }
  }

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
