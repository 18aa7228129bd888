package dev.pictor.search;

import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// Words that a picture may be tagged with.
///
/// @param name `en` and `zh` for the bundled ones, that of a file, `own` for a user's words
/// @param entries with different ids
/// @param templates prompts with one `{}` each for the words of an entry; their vectors are
///   averaged. Plain `{}` tags best with the bundled model
public record Vocabulary(String name, List<Entry> entries, List<String> templates) {

  /// The most words a vocabulary may have.
  public static final int MAX_ENTRIES = 10_000;

  /// The most texts that one tag may be asked by: each of its words in each template.
  public static final int MAX_PROMPTS = 64;

  static final String PLACE = "{}";

  /// Changes when the same vocabulary would give other tags, see [Tagger].
  private static final String MEASURE = "pictor tags 1";

  private static final int VERSION_DIGITS = 12;

  /// A tag with a stable key, the word people see, and the words that a model is asked with.
  ///
  /// @param prompts of one meaning; their vectors are averaged
  public record Entry(String id, String tag, List<String> prompts) {
    public Entry {
      prompts = List.copyOf(prompts);
      if (tag.isBlank()) {
        throw new InvalidRequest("tag: blank (expected: a word)");
      }
      if (prompts.isEmpty()) {
        throw new InvalidRequest("prompts: none (expected: at least one, tag: " + tag + ")");
      }
    }

    /// The tag is its own prompt.
    public Entry(String id, String tag) {
      this(id, tag, List.of(tag));
    }
  }

  public Vocabulary {
    entries = List.copyOf(entries);
    templates = List.copyOf(templates);
    if (entries.isEmpty() || entries.size() > MAX_ENTRIES) {
      throw new InvalidRequest(
          "tags: %d (expected: 1 to %d)".formatted(entries.size(), MAX_ENTRIES));
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
    Set<String> ids = new HashSet<>();
    for (Entry entry : entries) {
      if (!ids.add(entry.id())) {
        throw new InvalidRequest("tag: " + entry.id() + " (expected: each tag once)");
      }
      int prompts = entry.prompts().size() * templates.size();
      if (prompts > MAX_PROMPTS) {
        throw new InvalidRequest(
            "prompts: %d of the tag %s (expected: at most %d, each of its words in each template)"
                .formatted(prompts, entry.tag(), MAX_PROMPTS));
      }
    }
  }

  /// The bundled words in `en` or `zh`, 275 everyday things and scenes with the same ids in both.
  ///
  /// @throws dev.pictor.error.NotFound naming the languages there are
  public static Vocabulary bundled(String language) {
    VocabularyLanguage known = VocabularyLanguage.of(language);
    try (InputStream in = Vocabulary.class.getResourceAsStream("everyday.csv")) {
      if (in == null) {
        throw new IllegalStateException("resource missing: everyday.csv");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return VocabularyFile.parse(language, text, known);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  /// Twelve hexadecimal digits of the SHA-256 of what the vocabulary means: tags, prompts and
  /// templates, in any order. Ids and the name do not count.
  public String version() {
    List<String> meaning = new ArrayList<>();
    for (Entry entry : entries) {
      meaning.add("tag\0" + entry.tag() + '\0' + sorted(entry.prompts()));
    }
    templates.forEach(template -> meaning.add("template\0" + template));
    String all = MEASURE + '\0' + sorted(meaning);
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, VERSION_DIGITS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String sorted(List<String> texts) {
    return String.join("\0", texts.stream().sorted().toList());
  }

  /// The prompts of one entry: each of its words in each template.
  List<String> prompts(Entry entry) {
    return templates.stream()
        .flatMap(template -> entry.prompts().stream().map(word -> template.replace(PLACE, word)))
        .toList();
  }
}
