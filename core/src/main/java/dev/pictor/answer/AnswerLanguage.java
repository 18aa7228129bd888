package dev.pictor.answer;

import dev.pictor.error.InvalidRequest;
import java.util.Locale;

/// The languages in which Pictor itself answers.
public enum AnswerLanguage {
  EN,
  ZH;

  /// The language of a text: Chinese when there is a Chinese character in it, else English.
  public static AnswerLanguage of(String text) {
    return text.codePoints()
            .anyMatch(each -> Character.UnicodeScript.of(each) == Character.UnicodeScript.HAN)
        ? ZH
        : EN;
  }

  /// @throws InvalidRequest for another word than `en` and `zh`
  public static AnswerLanguage parse(String word) {
    return switch (word) {
      case "en" -> EN;
      case "zh" -> ZH;
      default -> throw new InvalidRequest("language: " + word + " (expected: en or zh)");
    };
  }

  /// `en` or `zh`, as vocabularies are called.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
