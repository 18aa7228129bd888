package dev.pictor.search;

import dev.pictor.error.NotFound;
import java.util.List;

/// The languages that a vocabulary can have words in.
public enum VocabularyLanguage {
  EN("en"),
  ZH("zh");

  private final String code;

  VocabularyLanguage(String code) {
    this.code = code;
  }

  /// @throws NotFound naming the languages there are
  public static VocabularyLanguage of(String code) {
    for (VocabularyLanguage each : values()) {
      if (each.code.equals(code)) {
        return each;
      }
    }
    throw new NotFound("language: " + code + " (expected: en or zh)");
  }

  /// That of a word, by its script.
  static VocabularyLanguage ofWord(String word) {
    return word.codePoints().anyMatch(Character::isIdeographic) ? ZH : EN;
  }

  /// As it is written in files and requests.
  public String code() {
    return code;
  }

  /// Texts that fit every picture.
  List<String> anything() {
    return switch (this) {
      case EN -> List.of("a photo", "a picture", "something");
      case ZH -> List.of("一张照片", "一张图片", "某个东西");
    };
  }
}
