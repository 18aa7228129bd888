package dev.pictor.api;

import dev.pictor.answer.Answer;
import dev.pictor.answer.AnswerSource;
import dev.pictor.answer.Ending;
import dev.pictor.error.Failure;
import dev.pictor.search.SearchMatch;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// One answer as the JSON of `docs/api.md`.
///
/// @param collection of the sources; empty when there are none
/// @param start when the request came, as `System.nanoTime()` counts
record AnswerViews(Libraries libraries, String collection, Answer answer, long start) {

  /// Before the first word.
  Map<String, Object> sources() {
    Map<String, Object> view = new LinkedHashMap<>();
    putMaker(view);
    view.put("sources", answer.sources().stream().map(this::source).toList());
    return view;
  }

  /// After the last one.
  Map<String, Object> whole(String text, Ending ending) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("answer", text);
    putMaker(view);
    Set<Integer> named = AnswerSource.named(text);
    view.put("sources", answer.sources().stream().map(source -> source(source, named)).toList());
    switch (ending) {
      case Ending.Complete() -> {}
      case Ending.Refused(String reason) -> view.put("refused", reason);
      case Ending.Failed(Failure failure) -> view.put("failed", failed(failure));
    }
    view.put("timings", timings());
    return view;
  }

  private void putMaker(Map<String, Object> view) {
    view.put("by", answer.model().isPresent() ? "model" : "metadata");
    answer.model().ifPresent(model -> view.put("model", model));
  }

  private Map<String, Object> source(AnswerSource source, Set<Integer> named) {
    Map<String, Object> view = source(source);
    view.put("cited", named.contains(source.number()));
    return view;
  }

  private Map<String, Object> source(AnswerSource source) {
    SearchMatch match = source.match();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("number", source.number());
    view.put("id", match.id());
    view.put("score", match.score());
    view.put("confidence", Views.lower(match.confidence()));
    if (libraries.has(collection) && match.metadata().text("path").isPresent()) {
      view.put("thumbnail", Views.image(collection, match.id()) + "/thumbnail");
    }
    return view;
  }

  private static Map<String, Object> failed(Failure failure) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("reason", failure.sentence());
    view.put("code", failure.diagnosis().code().wireName());
    view.put("values", failure.diagnosis().values());
    return view;
  }

  private Map<String, Object> timings() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("search", Views.seconds(answer.finding()));
    view.put("total", Views.seconds(Duration.ofNanos(System.nanoTime() - start)));
    return view;
  }
}
