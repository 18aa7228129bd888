package dev.pictor.clip;

import java.lang.Character.UnicodeScript;

/// The writing systems by which a text finds its tower.
final class Script {

  /// Of the tower for all texts that no other tower claims.
  static final String DEFAULT = "default";

  private Script() {}

  static boolean isKnown(String code) {
    if (code.equals(DEFAULT)) {
      return true;
    }
    try {
      UnicodeScript.forName(code);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// Whether at least one character of `text` is of the script; always true for [#DEFAULT].
  ///
  /// @param code accepted by [#isKnown]
  static boolean occurs(String code, String text) {
    if (code.equals(DEFAULT)) {
      return true;
    }
    UnicodeScript script = UnicodeScript.forName(code);
    return text.codePoints().anyMatch(character -> UnicodeScript.of(character) == script);
  }
}
