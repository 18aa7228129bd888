package dev.pictor.search;

import java.lang.Character.UnicodeScript;

/// The writing of a text, by which its level is judged: models read Chinese less well than English,
/// and some read it by another tower.
enum Writing {
  HAN("zh"),
  OTHER("en");

  private final String language;

  Writing(String language) {
    this.language = language;
  }

  /// Of the texts by which it is calibrated.
  String language() {
    return language;
  }

  boolean occursIn(String text) {
    return text.codePoints()
        .anyMatch(
            character -> {
              UnicodeScript script = UnicodeScript.of(character);
              return this == HAN
                  ? script == UnicodeScript.HAN
                  : Character.isLetter(character) && script != UnicodeScript.HAN;
            });
  }
}
