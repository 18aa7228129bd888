package dev.pictor.api;

import dev.pictor.clip.StageTimes;
import dev.pictor.duplicates.ScanProgress;
import dev.pictor.library.IndexProgress;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.reembed.ReembedProgress;
import dev.pictor.sync.FolderSync;
import dev.pictor.tags.TagProgress;
import dev.pictor.transfer.TransferProgress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Domain values as the JSON of `docs/api.md`: absent fields left out, times in seconds.
final class Views {

  static final String PREFIX = "/api/v1";

  private Views() {}

  static Map<String, Object> job(Job job) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", job.id());
    view.put("type", lower(job.kind()));
    view.put("collection", job.collection());
    view.put("state", lower(job.state()));
    view.put("trigger", lower(job.trigger()));
    view.put("started", job.started().toString());
    job.ended().ifPresent(ended -> view.put("ended", ended.toString()));
    job.error()
        .ifPresent(
            error -> {
              view.put("error", error.sentence());
              view.put("errorCode", error.diagnosis().code().wireName());
              view.put("errorValues", error.diagnosis().values());
            });
    view.put(
        "progress",
        switch (job.work()) {
          case Job.Work.Indexing(IndexProgress progress) -> progress(progress);
          case Job.Work.Reembedding(ReembedProgress progress) -> ReembedViews.progress(progress);
          case Job.Work.Tagging(TagProgress progress) -> TagViews.progress(progress);
          case Job.Work.Exporting(TransferProgress progress) -> progress(progress);
          case Job.Work.Importing(TransferProgress progress) -> progress(progress);
          case Job.Work.FindingDuplicates(ScanProgress progress) ->
              DuplicateViews.progress(progress);
        });
    return view;
  }

  static Map<String, Object> sync(FolderSync.Status status) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("state", lower(status.state()));
    status.last().ifPresent(last -> view.put("last", last.toString()));
    status.next().ifPresent(next -> view.put("next", next.toString()));
    return view;
  }

  static Map<String, Object> progress(IndexProgress progress) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("phase", lower(progress.phase()));
    view.put("found", progress.found());
    view.put("done", progress.done());
    view.put("unchanged", progress.unchanged());
    view.put("indexed", progress.indexed());
    view.put("moved", progress.moved());
    view.put("removed", progress.removed());
    view.put("failed", progress.failed());
    view.put("picturesPerSecond", progress.picturesPerSecond());
    view.put("elapsed", seconds(progress.elapsed()));
    progress.remaining().ifPresent(remaining -> view.put("remaining", seconds(remaining)));
    return view;
  }

  static Map<String, Object> progress(TransferProgress progress) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("phase", lower(progress.phase()));
    view.put("done", progress.done());
    view.put("skipped", progress.skipped());
    view.put("share", progress.share());
    view.put("perSecond", progress.perSecond());
    view.put("elapsed", seconds(progress.elapsed()));
    progress.remaining().ifPresent(remaining -> view.put("remaining", seconds(remaining)));
    view.put(
        "problems",
        progress.problems().stream()
            .map(each -> Map.of("place", each.place(), "reason", each.reason()))
            .toList());
    return view;
  }

  static Map<String, Object> timings(StageTimes times, Optional<Duration> search, long startNanos) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("decode", seconds(times.decode()));
    view.put("preprocess", seconds(times.preprocess()));
    view.put("queue", seconds(times.queue()));
    view.put("infer", seconds(times.infer()));
    search.ifPresent(time -> view.put("search", seconds(time)));
    view.put("total", seconds(Duration.ofNanos(System.nanoTime() - startNanos)));
    return view;
  }

  static Map<String, Object> metadata(Metadata metadata) {
    return MetadataParser.toPlain(metadata);
  }

  static String image(String collection, String id) {
    return PREFIX + "/collections/" + segment(collection) + "/images/" + segment(id);
  }

  static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  static double seconds(Duration duration) {
    return Math.round(duration.toNanos() / 1e3) / 1e6;
  }
}
