package dev.pictor.token;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether a text looks as if UTF-8 had been read in an eight-bit code page, by sequences of kinds
/// of characters that no sane text has ("an accented small letter before a currency sign").
///
/// How it works: the sequences, at most 64, are the bits of a long. For each place in a sequence a
/// character has the bits of those that take it there; a sequence is found when its bit survives
/// the AND over its places. Sets and sequences are data of ftfy ([MojibakeTables]),
/// <https://ftfy.readthedocs.io/en/latest/heuristic.html>.
final class Mojibake {

  private static final int FIRST_OF_2 = 1;
  private static final int FIRST_OF_3 = 2;
  private static final int FIRST_OF_4 = 4;
  private static final int CONTINUATION = 8;
  private static final int CONTINUATION_FOR_SURE = 16;

  private static final List<String> CLUES =
      List.of(
          "utf8_first_of_2",
          "utf8_first_of_3",
          "utf8_first_of_4",
          "utf8_continuation",
          "utf8_continuation_strict");

  private static final int LONGEST = 8;
  private static final Pattern SET = Pattern.compile("\\{(\\w+)}");

  // Classes of the characters that no set lists; each listed one is a class of its own.
  private static final int PLAIN = 0;
  private static final int WORD = 1;
  private static final int WHITE = 2;
  private static final int LINE_FEED = 3;

  /// A character of each class.
  private final int[] members;

  /// The class of each character below U+10000 that a set lists, 0 for the others.
  private final char[] classes = new char[0x10000];

  /// By place and class: the sequences that take the class at the place.
  private final long[][] places;

  /// By length: the sequences that have it.
  private final long[] ended = new long[LONGEST + 1];

  /// The sequences that count at the beginning of a text only.
  private final long anchored;

  /// By class: bits of which parts of UTF-8 it may be.
  private final int[] clues;

  Mojibake(MojibakeTables tables) {
    members = members(tables);
    for (int i = LINE_FEED + 1; i < members.length; i++) {
      classes[members[i]] = (char) i;
    }
    places = new long[LONGEST][members.length];
    clues = new int[members.length];
    long starts = 0;
    for (int i = 0; i < tables.sequences().size(); i++) {
      List<String> tokens = tables.sequences().get(i);
      if (tokens.getFirst().equals("{start}")) {
        starts |= 1L << i;
        tokens = tokens.subList(1, tokens.size());
      }
      ended[tokens.size()] |= 1L << i;
      for (int place = 0; place < tokens.size(); place++) {
        mark(places[place], 1L << i, tokens.get(place), tables);
      }
    }
    anchored = starts;
    for (int i = 0; i < CLUES.size(); i++) {
      int bit = 1 << i;
      tables.clues().getOrDefault(CLUES.get(i), "").chars().forEach(c -> clues[classOf(c)] |= bit);
    }
  }

  private static int[] members(MojibakeTables tables) {
    StringBuilder listed = new StringBuilder();
    tables.sets().values().forEach(listed::append);
    tables.clues().values().forEach(listed::append);
    tables.sequences().forEach(each -> each.forEach(token -> listed.append(literals(token))));
    List<Integer> members = new ArrayList<>(List.of((int) '%', (int) '5', (int) '\t', (int) '\n'));
    listed.chars().distinct().forEach(members::add);
    return members.stream().mapToInt(Integer::intValue).toArray();
  }

  private static String literals(String token) {
    return SET.matcher(token).replaceAll("");
  }

  private void mark(long[] place, long bit, String token, MojibakeTables tables) {
    StringBuilder listed = new StringBuilder(literals(token));
    Matcher names = SET.matcher(token);
    while (names.find()) {
      String name = names.group(1);
      String set = tables.sets().get(name);
      if (set == null) {
        IntPredicate wanted = predicate(name);
        for (int i = 0; i < members.length; i++) {
          place[i] |= wanted.test(members[i]) ? bit : 0;
        }
      } else {
        listed.append(set);
      }
    }
    listed.chars().forEach(c -> place[classOf(c)] |= bit);
  }

  private static IntPredicate predicate(String name) {
    return switch (name) {
      case "word" -> PythonText::isWord;
      case "white" -> PythonText::isWhite;
      case "not_line_feed" -> point -> point != '\n';
      case "not_latin" ->
          point -> !((point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z'));
      default -> throw new IllegalStateException("mojibake.json: no set of characters " + name);
    };
  }

  private int classOf(int point) {
    int listed = point < classes.length ? classes[point] : 0;
    if (listed != 0) {
      return listed;
    }
    if (point == '\n') {
      return LINE_FEED;
    }
    if (PythonText.isWhite(point)) {
      return WHITE;
    }
    return PythonText.isWord(point) ? WORD : PLAIN;
  }

  /// Whether a text has such a sequence.
  boolean isBad(String text) {
    int[] kinds = new int[text.length()];
    int count = 0;
    for (int i = 0; i < kinds.length; count++) {
      int point = text.codePointAt(i);
      kinds[count] = classOf(point);
      i += Character.charCount(point);
    }
    return isBad(kinds, count);
  }

  private boolean isBad(int[] kinds, int count) {
    for (int i = 0; i < count; i++) {
      long live = places[0][kinds[i]] & (i == 0 ? -1 : ~anchored);
      for (int length = 1; live != 0; length++) {
        if ((live & ended[length]) != 0) {
          return true;
        }
        if (i + length == count) {
          break;
        }
        live &= places[length][kinds[i + length]];
      }
    }
    return false;
  }

  /// Where the run of characters ends that begins at `from` and looks like UTF-8 sequences one
  /// after the other; `from` when there is none.
  int endOfUtf8(String text, int from) {
    if (from > 0 && has(text, from - 1, CONTINUATION_FOR_SURE)) {
      return from;
    }
    int end = from;
    for (int next = sequence(text, end); next > end; next = sequence(text, end)) {
      end = next;
    }
    return end;
  }

  private int sequence(String text, int from) {
    for (int length = 2; length <= 4; length++) {
      int first = length == 2 ? FIRST_OF_2 : length == 3 ? FIRST_OF_3 : FIRST_OF_4;
      if (has(text, from, first) && continues(text, from + 1, from + length)) {
        return from + length;
      }
    }
    return from;
  }

  private boolean continues(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!has(text, i, CONTINUATION)) {
        return false;
      }
    }
    return true;
  }

  private boolean has(String text, int at, int clue) {
    return at < text.length() && (clues[classes[text.charAt(at)]] & clue) != 0;
  }
}
