package dev.pictor.metadata;

import dev.pictor.error.InvalidRequest;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which fields filters may use. All fields are kept and come back either way; those that nobody
/// filters by cost less when they are not indexed.
public sealed interface MetadataSchema {

  /// Every field.
  record AllFields() implements MetadataSchema {}

  /// Only these, and no others; possibly none.
  record NamedFields(SortedSet<String> names) implements MetadataSchema {
    public NamedFields {
      names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
      MetadataParser.requireNames(names);
    }
  }

  static MetadataSchema all() {
    return new AllFields();
  }

  static MetadataSchema only(String... names) {
    return new NamedFields(new TreeSet<>(List.of(names)));
  }

  default boolean indexes(String field) {
    return switch (this) {
      case AllFields() -> true;
      case NamedFields(SortedSet<String> names) -> names.contains(field);
    };
  }

  /// Returns `filter` when all its fields are indexed.
  ///
  /// @throws InvalidRequest naming the first field that is not
  default MetadataFilter require(MetadataFilter filter) {
    switch (filter) {
      case MetadataFilter.MatchAll() -> {}
      case MetadataFilter.Comparison comparison -> require(comparison.field());
      case MetadataFilter.Membership membership -> require(membership.field());
      case MetadataFilter.Exists exists -> require(exists.field());
      case MetadataFilter.TextRange range -> require(range.field());
      case MetadataFilter.TextMatch match -> require(match.field());
      case MetadataFilter.And(List<MetadataFilter> clauses) -> clauses.forEach(this::require);
      case MetadataFilter.Or(List<MetadataFilter> clauses) -> clauses.forEach(this::require);
      case MetadataFilter.Not(MetadataFilter clause) -> require(clause);
    }
    return filter;
  }

  /// @throws InvalidRequest when `field` is not indexed
  default void require(String field) {
    if (this instanceof NamedFields(SortedSet<String> names) && !names.contains(field)) {
      throw new InvalidRequest(
          "filter.%s: not indexed (expected: one of %s). Filter by these, or make a collection that indexes all fields."
              .formatted(field, names));
    }
  }
}
