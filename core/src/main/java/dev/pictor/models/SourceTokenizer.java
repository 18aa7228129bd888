package dev.pictor.models;

import dev.pictor.error.InvalidRequest;
import dev.pictor.token.TokenizerJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The tokenizer of a model of others as one `tokenizer.json`.
final class SourceTokenizer {

  private static final String FILE = "tokenizer.json";

  private final byte[] json;
  private final JsonNode tree;
  private final Optional<JsonFile> config;
  private final boolean builtIn;

  private SourceTokenizer(byte[] json, Path place, Optional<JsonFile> config, boolean builtIn) {
    this.json = json;
    this.config = config;
    this.builtIn = builtIn;
    try {
      this.tree = JsonMapper.shared().readTree(json);
    } catch (JacksonException e) {
      throw new InvalidRequest(
          "%s: not JSON: %s (expected: a tokenizer). Copy or download it again."
              .formatted(place, e.getOriginalMessage()),
          e);
    }
    if (!tree.path("model").path("vocab").isContainer()) {
      throw new InvalidRequest(
          place + ": no words in model.vocab (expected: a tokenizer). Copy or download it again.");
    }
  }

  /// @param root for messages
  /// @throws InvalidRequest naming the file that is missing or wrong
  static SourceTokenizer read(Layout layout, Path root) {
    if (layout.tokenizer().isEmpty()) {
      return builtIn(layout, root);
    }
    Path folder = layout.tokenizer().get();
    Path options = folder.resolve("tokenizer_config.json");
    Optional<JsonFile> config =
        Files.isRegularFile(options) ? Optional.of(JsonFile.read(options)) : Optional.empty();
    Path file = folder.resolve(FILE);
    if (Files.isRegularFile(file)) {
      return new SourceTokenizer(bytes(file), file, config, false);
    }
    Path vocabulary = folder.resolve("vocab.json");
    if (Files.isRegularFile(vocabulary)) {
      Path merges = folder.resolve("merges.txt");
      if (!Files.isRegularFile(merges)) {
        throw new InvalidRequest(
            "%s: missing (expected: the file beside vocab.json). Copy both, or tokenizer.json."
                .formatted(merges));
      }
      return new SourceTokenizer(
          TokenizerJson.ofClipFiles(bytes(vocabulary), bytes(merges), vocabulary.toString()),
          vocabulary,
          config,
          false);
    }
    Path words = folder.resolve("vocab.txt");
    boolean lowerCase = config.flatMap(each -> each.flag("do_lower_case")).orElse(true);
    return new SourceTokenizer(
        TokenizerJson.ofBertVocabulary(bytes(words), lowerCase, words.toString()),
        words,
        config,
        false);
  }

  /// OpenAI's words, where nothing says that the model has others.
  private static SourceTokenizer builtIn(Layout layout, Path root) {
    int words = layout.config().map(JsonFile::read).map(SourceTokenizer::words).orElse(CLIP_WORDS);
    if (words != CLIP_WORDS) {
      throw new InvalidRequest(
          "%s: missing (expected: the tokenizer of a model with %d words). Copy it there."
              .formatted(root.resolve(FILE), words));
    }
    return new SourceTokenizer(TokenizerJson.clip(), root, Optional.empty(), true);
  }

  private static final int CLIP_WORDS = 49_408;

  private static int words(JsonFile config) {
    JsonFile model = config.object("model_cfg").orElse(config);
    return model
        .object("text_cfg")
        .or(() -> model.object("text_config"))
        .flatMap(text -> text.integer("vocab_size"))
        .orElseGet(() -> config.text("model_type").orElse("clip").equals("clip") ? CLIP_WORDS : 0);
  }

  byte[] json() {
    return json.clone();
  }

  JsonNode tree() {
    return tree;
  }

  /// Most tokens of a text, where the files say it: they often say a number without meaning.
  Optional<Integer> maxTokens() {
    return config
        .flatMap(each -> each.number("model_max_length"))
        .filter(each -> each >= 2 && each <= 100_000)
        .map(Double::intValue);
  }

  /// The id of the token that fills up short texts.
  int padId() {
    if (builtIn) {
      return 0; // as OpenAI's own code, which these graphs were exported with
    }
    Optional<String> token =
        config.flatMap(
            each ->
                each.text("pad_token")
                    .or(() -> each.object("pad_token").flatMap(pad -> pad.text("content"))));
    return token.flatMap(this::id).orElseGet(() -> tree.path("padding").path("pad_id").intValue(0));
  }

  private Optional<Integer> id(String token) {
    for (JsonNode each : tree.path("added_tokens")) {
      if (each.path("content").asString("").equals(token)) {
        return Optional.of(each.path("id").intValue(0));
      }
    }
    JsonNode words = tree.path("model").path("vocab");
    if (words.isObject()) {
      return words.has(token) ? Optional.of(words.path(token).intValue(0)) : Optional.empty();
    }
    for (int id = 0; id < words.size(); id++) {
      if (words.path(id).path(0).asString("").equals(token)) {
        return Optional.of(id);
      }
    }
    return Optional.empty();
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new InvalidRequest(
          "%s: cannot be read: %s. Check its permissions.".formatted(file, e.getMessage()), e);
    }
  }
}
