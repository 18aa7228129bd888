package dev.pictor.search;

import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Words that a picture may be tagged with.
///
/// @param name `en` and `zh` for the bundled ones, `own` for a user's words
/// @param entries with different ids
/// @param templates prompts with one `{}` each for the word; their vectors are averaged
public record Vocabulary(String name, List<Entry> entries, List<String> templates) {

  /// The most words a vocabulary may have.
  public static final int MAX_ENTRIES = 10_000;

  private static final String PLACE = "{}";

  /// A tag with a stable key and the word people see.
  public record Entry(String id, String tag) {}

  public Vocabulary {
    entries = List.copyOf(entries);
    templates = List.copyOf(templates);
    if (entries.isEmpty() || entries.size() > MAX_ENTRIES) {
      throw new InvalidRequest(
          "tags: %d (expected: 1 to %d)".formatted(entries.size(), MAX_ENTRIES));
    }
    Set<String> ids = new HashSet<>();
    for (Entry entry : entries) {
      if (entry.tag().isBlank()) {
        throw new InvalidRequest("tag: blank (expected: a word)");
      }
      if (!ids.add(entry.id())) {
        throw new InvalidRequest("tag: " + entry.id() + " (expected: each tag once)");
      }
    }
    if (templates.isEmpty()) {
      throw new InvalidRequest("templates: none (expected: at least one, for example {})");
    }
    for (String template : templates) {
      if (!template.contains(PLACE)) {
        throw new InvalidRequest(
            "template: " + template + " (expected: {} in it, where the tag goes)");
      }
    }
  }

  /// The bundled words in `en` or `zh`, some 250 everyday things and scenes with the same ids in both.
  ///
  /// @throws NotFound naming the languages there are
  public static Vocabulary bundled(String language) {
    List<String> templates =
        switch (language) {
          case "en" -> List.of("a photo of {}");
          case "zh" -> List.of("{}");
          default -> throw new NotFound("language: " + language + " (expected: en or zh)");
        };
    return new Vocabulary(language, read("tags-" + language + ".tsv"), templates);
  }

  /// A user's own words; the words are their own ids and their own prompts.
  public static Vocabulary ofWords(List<String> words) {
    return new Vocabulary(
        "own", words.stream().map(word -> new Entry(word, word)).toList(), List.of(PLACE));
  }

  /// The same words in other prompts.
  public Vocabulary withTemplates(List<String> others) {
    return new Vocabulary(name, entries, others);
  }

  /// The prompts of one entry.
  List<String> prompts(Entry entry) {
    return templates.stream().map(template -> template.replace(PLACE, entry.tag())).toList();
  }

  private static List<Entry> read(String resource) {
    try (InputStream in = Vocabulary.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource missing: " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.split("\t", -1))
          .map(columns -> new Entry(columns[0], columns[1]))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
