package dev.pictor.answer;

import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.RecordTags;
import dev.pictor.search.Confidence;
import dev.pictor.search.SearchMatch;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// What is recorded of the pictures that match a question.
///
/// @param matches how many were looked at
/// @param more whether there are more than that
/// @param rated whether the model can tell matches from other pictures
/// @param days first and last day, `YYYY-MM-DD`; empty when nothing is dated
/// @param folders the most frequent ones with their counts, as are the others
record MatchFacts(
    int matches,
    boolean more,
    boolean rated,
    int strong,
    List<String> days,
    Map<String, Integer> folders,
    Map<String, Integer> cameras,
    Map<String, Integer> tags) {

  static final String CAPTION = "caption";

  private static final int MOST_VALUES = 4;
  private static final int DAY_LENGTH = "2026-01-31".length();

  static MatchFacts of(List<SearchMatch> matches, boolean more) {
    List<Metadata> all = matches.stream().map(SearchMatch::metadata).toList();
    List<String> days =
        all.stream()
            .flatMap(each -> each.text("timestamp").stream())
            .filter(text -> text.length() >= DAY_LENGTH)
            .map(text -> text.substring(0, DAY_LENGTH))
            .sorted()
            .toList();
    return new MatchFacts(
        matches.size(),
        more,
        matches.stream().noneMatch(each -> each.confidence() == Confidence.UNKNOWN),
        (int) matches.stream().filter(each -> each.confidence() == Confidence.STRONG).count(),
        days.isEmpty() ? List.of() : List.of(days.getFirst(), days.getLast()),
        most(all, each -> each.text("folder").stream()),
        most(all, each -> each.text("camera").stream()),
        most(all, each -> RecordTags.of(each).all().stream()));
  }

  private static Map<String, Integer> most(
      List<Metadata> all, Function<Metadata, Stream<String>> values) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    all.stream()
        .flatMap(values)
        .filter(value -> !value.isBlank())
        .forEach(value -> counts.merge(value, 1, Integer::sum));
    Map<String, Integer> most = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(MOST_VALUES)
        .forEach(entry -> most.put(entry.getKey(), entry.getValue()));
    return most;
  }

  /// `12`, or `more than 200`.
  String count(AnswerLanguage language) {
    if (!more) {
      return Integer.toString(matches);
    }
    return switch (language) {
      case EN -> "more than " + matches;
      case ZH -> matches + " 多";
    };
  }

  static Optional<String> caption(SearchMatch match) {
    return match.metadata().text(CAPTION).map(String::strip).filter(text -> !text.isEmpty());
  }
}
