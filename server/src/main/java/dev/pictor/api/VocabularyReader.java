package dev.pictor.api;

import dev.pictor.error.InvalidRequest;
import dev.pictor.http.JsonFields;
import dev.pictor.search.Vocabulary;
import dev.pictor.search.VocabularyFile;
import dev.pictor.search.VocabularyLanguage;
import java.util.List;
import java.util.Optional;

/// The vocabulary of a request: a bundled one by its `language`, the content of a file, or own
/// words. Stateless.
final class VocabularyReader {

  private VocabularyReader() {}

  /// Reads `vocabulary`, `language`, `tags` and `templates`.
  static Vocabulary read(JsonFields fields) {
    Optional<JsonFields> file = fields.optionalObject("vocabulary");
    List<String> words = fields.texts("tags");
    List<String> templates = templates(fields);
    Optional<String> language = fields.optionalText("language");
    if (fields.has("tags") && (language.isPresent() || file.isPresent())) {
      throw new InvalidRequest(
          "%s: given (expected: none beside own tags)"
              .formatted(language.isPresent() ? "language" : "vocabulary"));
    }
    Vocabulary vocabulary;
    if (file.isPresent()) {
      vocabulary = file(file.get(), language.orElse("en"));
    } else if (fields.has("tags")) {
      vocabulary = Vocabulary.ofWords(words);
    } else {
      vocabulary = Vocabulary.bundled(language.orElse("en"));
    }
    return templates.isEmpty() ? vocabulary : vocabulary.withTemplates(templates);
  }

  private static Vocabulary file(JsonFields file, String language) {
    String name = file.optionalText("name").orElse("vocabulary.csv");
    String content = file.text("content");
    file.refuseOthers();
    return VocabularyFile.parse(name, content, VocabularyLanguage.of(language));
  }

  private static List<String> templates(JsonFields fields) {
    List<String> templates = fields.texts("templates");
    for (String template : templates) {
      if (template.split("\\{}", -1).length != 2) {
        throw new InvalidRequest("templates: " + template + " (expected: one {} in each)");
      }
    }
    return templates;
  }
}
