package dev.pictor.models;

import dev.pictor.token.TextCleaning;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// What kind of texts a model was trained on, and how they were made into tokens: what its files
/// often leave out.
enum Family {
  /// OpenAI's words and a causal text tower, where nothing that follows a text changes its vector.
  CLIP(TextCleaning.CLIP, 77, "en"),
  CHINESE_CLIP(TextCleaning.CHINESE_CLIP, 52, "zh"),
  /// Texts are padded to the end, always; the padding is read.
  SIGLIP(TextCleaning.SIGLIP, 64, "en"),
  /// As [#SIGLIP], with a vocabulary of many languages.
  SIGLIP2(TextCleaning.SIGLIP, 64, "multilingual"),
  /// Towers of sentence encoders, XLM-RoBERTa's above all.
  OTHER(TextCleaning.NONE, 77, "multilingual");

  /// The words of Gemma, which no other family has.
  private static final int GEMMA_WORDS = 250_100;

  private final TextCleaning cleaning;
  private final int maxTokens;
  private final String language;

  Family(TextCleaning cleaning, int maxTokens, String language) {
    this.cleaning = cleaning;
    this.maxTokens = maxTokens;
    this.language = language;
  }

  TextCleaning cleaning() {
    return cleaning;
  }

  int maxTokens() {
    return maxTokens;
  }

  List<String> languages() {
    return List.of(language);
  }

  /// Whether the pooled state of a tower is the vector: there is no projection.
  boolean projectsNothing() {
    return this == SIGLIP || this == SIGLIP2;
  }

  /// @param config the model's
  /// @param tokenizer the content of `tokenizer.json`
  static Family of(Optional<JsonFile> config, JsonNode tokenizer) {
    JsonNode words = tokenizer.path("model").path("vocab");
    if (words.has("<|startoftext|>") || added(tokenizer, "<|startoftext|>")) {
      return CLIP;
    }
    String type = config.flatMap(each -> each.text("model_type")).orElse("");
    JsonNode text = config.flatMap(JsonFile::openClipText).orElseGet(MissingNode::getInstance);
    String named = text.path("hf_tokenizer_name").asString("").toLowerCase(Locale.ROOT);
    boolean canonical =
        text.path("tokenizer_kwargs").path("clean").asString("").equals("canonicalize");
    if (type.startsWith("siglip") || named.contains("siglip") || canonical) {
      return words.size() > GEMMA_WORDS ? SIGLIP2 : SIGLIP;
    }
    return type.equals("chinese_clip") ? CHINESE_CLIP : OTHER;
  }

  private static boolean added(JsonNode tokenizer, String token) {
    for (JsonNode each : tokenizer.path("added_tokens")) {
      if (each.path("content").asString("").equals(token)) {
        return true;
      }
    }
    return false;
  }
}
