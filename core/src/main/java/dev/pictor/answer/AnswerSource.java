package dev.pictor.answer;

import dev.pictor.search.SearchMatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A record that an answer is made from.
///
/// @param number by which the answer names it, from 1
public record AnswerSource(int number, SearchMatch match) {

  private static final Pattern NAMED = Pattern.compile("[\\[【]([\\d,，、 ]+)[\\]】]");

  /// Numbered in order.
  static List<AnswerSource> of(List<SearchMatch> matches) {
    List<AnswerSource> sources = new ArrayList<>();
    for (SearchMatch match : matches) {
      sources.add(new AnswerSource(sources.size() + 1, match));
    }
    return List.copyOf(sources);
  }

  /// The numbers that an answer names in brackets: `[2]`, `[1, 3]`.
  public static Set<Integer> named(String answer) {
    Set<Integer> named = new HashSet<>();
    Matcher matcher = NAMED.matcher(answer);
    while (matcher.find()) {
      for (String number : matcher.group(1).split("\\D+", -1)) {
        if (!number.isEmpty() && number.length() < 4) {
          named.add(Integer.parseInt(number));
        }
      }
    }
    return named;
  }
}
