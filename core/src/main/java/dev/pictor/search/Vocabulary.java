package dev.pictor.search;

import dev.pictor.error.InvalidRequest;
import java.util.List;

/// Words that a picture may be tagged with.
///
/// @param language ISO 639-1, chooses the prompt templates
public record Vocabulary(String name, String language, List<Entry> entries) {

  /// A tag with a stable key and the word people see.
  public record Entry(String id, String tag) {}

  public Vocabulary {
    entries = List.copyOf(entries);
    if (entries.isEmpty()) {
      throw new InvalidRequest("vocabulary: empty (expected: at least one tag)");
    }
  }

  /// The bundled one in `en` or `zh`.
  ///
  /// @throws dev.pictor.error.NotFound naming the languages there are
  public static Vocabulary bundled(String language) {
    throw new UnsupportedOperationException("being written " + language);
  }

  /// A user's own words; the words are their own keys.
  public static Vocabulary ofWords(List<String> words) {
    throw new UnsupportedOperationException("being written " + words);
  }
}
