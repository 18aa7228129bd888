package dev.pictor.tags;

import dev.pictor.search.Vocabulary;
import dev.pictor.tags.TagProgress.Phase;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// Counts what a run does and tells a listener. Belongs to the thread of the run.
final class TagMeter {

  private final Vocabulary vocabulary;
  private final String version;
  private final Consumer<TagProgress> listener;
  private final long started = System.nanoTime();

  long total;
  long tagged;
  long without;
  long unchanged;

  TagMeter(Vocabulary vocabulary, Consumer<TagProgress> listener) {
    this.vocabulary = vocabulary;
    this.version = vocabulary.version();
    this.listener = listener;
  }

  TagProgress tell(Phase phase) {
    TagProgress progress = snapshot(phase);
    listener.accept(progress);
    return progress;
  }

  private TagProgress snapshot(Phase phase) {
    long looked = tagged + without;
    long done = looked + unchanged;
    long nanos = Math.max(1, System.nanoTime() - started);
    double rate = looked * 1e9 / nanos;
    return new TagProgress(
        phase,
        vocabulary.name(),
        version,
        Math.max(total, done),
        done,
        tagged,
        without,
        unchanged,
        rate,
        Duration.ofNanos(nanos),
        looked == 0 || phase != Phase.TAGGING
            ? Optional.empty()
            : Optional.of(Duration.ofMillis(Math.round(1000 * Math.max(0, total - done) / rate))));
  }
}
