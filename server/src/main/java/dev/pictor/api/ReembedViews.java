package dev.pictor.api;

import dev.pictor.collection.VectorCollection;
import dev.pictor.reembed.ComparedQuery;
import dev.pictor.reembed.Comparison;
import dev.pictor.reembed.MissingRecord;
import dev.pictor.reembed.ReembedProgress;
import dev.pictor.reembed.Reembedding;
import dev.pictor.store.Generations.Role;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.StoreStats;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Second generations as the JSON of `docs/api.md`.
final class ReembedViews {

  private static final int NAMED = 100;

  private ReembedViews() {}

  static Map<String, Object> progress(ReembedProgress progress) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("phase", Views.lower(progress.phase()).replace('_', '-'));
    view.put("total", progress.total());
    view.put("done", progress.done());
    view.put("embedded", progress.embedded());
    view.put("unchanged", progress.unchanged());
    view.put("removed", progress.removed());
    view.put("missing", progress.missing());
    view.put("perSecond", progress.perSecond());
    view.put("elapsed", Views.seconds(progress.elapsed()));
    progress.remaining().ifPresent(left -> view.put("remaining", Views.seconds(left)));
    return view;
  }

  /// What a collection's own view says of it.
  static Map<String, Object> summary(Reembedding.Standing standing) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("state", state(standing));
    putModel(view, standing.beside());
    standing
        .progress()
        .filter(_ -> standing.role() == Role.NEXT)
        .ifPresent(
            progress -> {
              view.put("total", progress.total());
              view.put("done", progress.done());
            });
    return view;
  }

  private static String state(Reembedding.Standing standing) {
    if (standing.role() == Role.PREVIOUS) {
      return standing.running() ? "rolling-back" : "switched";
    }
    if (standing.running()) {
      return "building";
    }
    if (standing.settings().paused()) {
      return "paused";
    }
    return standing
            .progress()
            .filter(last -> last.phase() == ReembedProgress.Phase.READY)
            .isPresent()
        ? "ready"
        : "stopped";
  }

  /// @param job that works on it now
  static Map<String, Object> standing(
      Reembedding.Standing standing, List<MissingRecord> missing, Optional<String> job) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("state", state(standing));
    view.put("serving", generation(standing.serving()));
    Map<String, Object> beside = generation(standing.beside());
    beside.put("role", Views.lower(standing.role()));
    view.put("beside", beside);
    view.put("autoSwitch", standing.settings().autoSwitch());
    view.put("allowMissing", standing.settings().allowMissing());
    view.put("leftOut", standing.settings().leftOut().size());
    standing.progress().ifPresent(progress -> view.put("progress", progress(progress)));
    view.put("missing", missing(missing));
    job.ifPresent(id -> view.put("job", id));
    return view;
  }

  private static Map<String, Object> generation(VectorCollection generation) {
    Map<String, Object> view = new LinkedHashMap<>();
    putModel(view, generation);
    StoreStats stats = generation.stats();
    view.put("dimension", generation.spec().dimension());
    view.put("records", stats.records());
    view.put("bytes", stats.bytes());
    return view;
  }

  private static void putModel(Map<String, Object> view, VectorCollection generation) {
    if (generation.spec().model() instanceof ModelBinding.Bound bound) {
      view.put("model", Map.of("name", bound.model(), "fingerprint", bound.fingerprint().hex()));
    }
  }

  private static Map<String, Object> missing(List<MissingRecord> missing) {
    return Map.of(
        "count",
        missing.size(),
        "records",
        missing.stream()
            .limit(NAMED)
            .map(
                each ->
                    Map.of(
                        "namespace", each.key().namespace(),
                        "id", each.key().id(),
                        "reason", each.why().sentence(),
                        "code", each.why().diagnosis().code().wireName()))
            .toList());
  }

  static Map<String, Object> query(ComparedQuery query) {
    return switch (query) {
      case ComparedQuery.ByText(String text) -> Map.of("text", text);
      case ComparedQuery.ById(String id) -> Map.of("id", id);
    };
  }

  static Map<String, Object> comparison(Comparison comparison) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("limit", comparison.limit());
    view.put("overlap", comparison.overlap());
    view.put("answers", comparison.answers().stream().map(ReembedViews::answer).toList());
    return view;
  }

  private static Map<String, Object> answer(Comparison.Answer answer) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("query", query(answer.query()));
    view.put("overlap", answer.overlap());
    answer.rankCorrelation().ifPresent(value -> view.put("rankCorrelation", value));
    view.put("serving", answer.serving());
    view.put("beside", answer.beside());
    view.put("onlyServing", answer.onlyServing());
    view.put("onlyBeside", answer.onlyBeside());
    return view;
  }
}
