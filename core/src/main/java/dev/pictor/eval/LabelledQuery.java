package dev.pictor.eval;

import dev.pictor.error.InvalidRequest;
import dev.pictor.search.QueryPart;
import java.util.List;
import java.util.Set;

/// A query whose right answers are known.
///
/// @param name what people see of it: its text, the name of its picture
/// @param language by which queries are counted together, `""` when nobody said
/// @param parts at least one
/// @param expected ids of pictures, each of which is a right answer; empty when none of the
///   collection is
public record LabelledQuery(
    String name, String language, List<QueryPart> parts, Set<String> expected) {

  public LabelledQuery {
    parts = List.copyOf(parts);
    expected = Set.copyOf(expected);
    if (parts.isEmpty()) {
      throw new InvalidRequest("query: %s has no parts (expected: at least one)".formatted(name));
    }
  }

  /// Whether a picture of the collection answers it.
  public boolean answerable() {
    return !expected.isEmpty();
  }
}
