package dev.pictor.clip;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

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

  /// What is left of a text without its Latin words, and these words.
  record Parted(String rest, String latin) {}

  /// Parts a text in which the script `code` occurs. Latin letters that touch the script and are
  /// fewer than three belong to its word, as in "T恤".
  static Parted part(String code, String text) {
    String letters = "\\p{IsLatin}\\p{M}\\p{N}'’\\-";
    String touching = letters + "\\p{script=" + code + "}";
    Pattern words =
        Pattern.compile(
            "(?<![%1$s])\\p{IsLatin}[%1$s]{2,}|(?<![%2$s])\\p{IsLatin}[%1$s]?(?![%2$s])"
                .formatted(letters, touching));
    List<String> latin = new ArrayList<>();
    String rest =
        words
            .matcher(text)
            .replaceAll(
                word -> {
                  latin.add(word.group());
                  return " ";
                });
    return new Parted(rest.replaceAll("\\s+", " ").strip(), String.join(" ", latin));
  }
}
