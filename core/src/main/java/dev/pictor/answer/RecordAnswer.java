package dev.pictor.answer;

import dev.pictor.metadata.Metadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Answers made of what is recorded of pictures: counts, dates, folders, cameras, captions, tags.
/// Stateless.
final class RecordAnswer {

  private RecordAnswer() {}

  /// Nothing matches; `all` pictures were searched.
  static List<String> nothing(Question question, long all) {
    return List.of(RecordWords.of(question.language()).nothing(question.searchText(), all));
  }

  /// @param seen words for what the sources show, by their numbers
  static List<String> matching(
      Question question,
      MatchFacts facts,
      long all,
      List<AnswerSource> sources,
      Map<Integer, List<String>> seen) {
    RecordWords words = RecordWords.of(question.language());
    String query = question.searchText();
    List<String> sentences = new ArrayList<>();
    if (facts.rated()) {
      sentences.add(words.matches(query, facts.count(question.language()), facts.strong(), all));
      addFacts(sentences, facts, words);
    } else {
      sentences.add(words.nearest(query, all));
    }
    addSources(sentences, sources, seen, words);
    return sentences;
  }

  /// About one picture.
  static List<String> one(
      Question question, Metadata metadata, List<AnswerSource> sources, List<String> seen) {
    RecordWords words = RecordWords.of(question.language());
    List<String> sentences = new ArrayList<>();
    metadata
        .text("filename")
        .ifPresent(name -> sentences.add(words.name(name, metadata.text("folder").orElse(""))));
    if (metadata.number("width").isPresent() && metadata.number("height").isPresent()) {
      sentences.add(
          words.size(
              metadata.number("width").get().intValue(),
              metadata.number("height").get().intValue(),
              metadata.text("format").orElse("").toUpperCase(Locale.ROOT)));
    }
    metadata
        .text("timestamp")
        .ifPresent(time -> sentences.add(words.days(List.of(time.replace('T', ' ')))));
    metadata.text("camera").ifPresent(camera -> sentences.add(words.camera(camera)));
    addSources(sentences, sources, Map.of(), words);
    if (!seen.isEmpty()) {
      sentences.add(words.seen(seen));
    }
    return sentences;
  }

  private static void addFacts(List<String> sentences, MatchFacts facts, RecordWords words) {
    if (!facts.days().isEmpty()) {
      sentences.add(words.days(facts.days()));
    }
    if (!facts.folders().isEmpty()) {
      sentences.add(words.folders(facts.folders()));
    }
    if (!facts.cameras().isEmpty()) {
      sentences.add(words.cameras(facts.cameras()));
    }
    if (!facts.tags().isEmpty()) {
      sentences.add(words.tags(facts.tags()));
    }
  }

  private static void addSources(
      List<String> sentences,
      List<AnswerSource> sources,
      Map<Integer, List<String>> seen,
      RecordWords words) {
    Map<Integer, String> captions =
        sources.stream()
            .filter(source -> MatchFacts.caption(source.match()).isPresent())
            .collect(
                Collectors.toMap(
                    AnswerSource::number,
                    source -> MatchFacts.caption(source.match()).orElseThrow(),
                    (first, _) -> first,
                    LinkedHashMap::new));
    if (!captions.isEmpty()) {
      sentences.add(words.captions(captions));
    }
    if (!seen.isEmpty()) {
      sentences.add(words.seen(seen));
    }
  }
}
