package dev.pictor.batch;

import dev.pictor.batch.BatchProgress.Failed;
import dev.pictor.bulk.EmbeddedParts;
import dev.pictor.bulk.EmbeddedRow;
import dev.pictor.bulk.PictureItem;
import dev.pictor.bulk.RowFlow;
import dev.pictor.clip.Embedder;
import dev.pictor.error.InvalidRequest;
import dev.pictor.image.PictureLimits;
import dev.pictor.library.PictureRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// Embeds all pictures of a place that are not yet in a folder of parts, with all cores and without
/// a collection. Used once, by one thread; another may interrupt it.
///
/// Only whole parts have a name in the output, and a picture is in a part or it is missing: a run
/// that ends anywhere is gone on with by the next one, which embeds exactly the missing ones. So a
/// part is the most that is ever done twice.
public final class BatchEmbedding {

  private static final int AT_A_TIME = Math.max(16, 2 * Runtime.getRuntime().availableProcessors());
  private static final long PUBLISH_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int FAILURES_TOLD = 1000;

  /// What becomes of the rows of a run.
  private final class Out {
    private final PublishedParts parts;
    private final List<EmbeddedRow> rows = new ArrayList<>();
    private final List<Failed> failures = new ArrayList<>();
    private final long before;
    private long embedded;
    private long failed;
    private long publishedAt = System.nanoTime();

    private Out(PublishedParts parts, long before) {
      this.parts = parts;
      this.before = before;
    }

    private void take(EmbeddedRow row) {
      rows.add(row);
      if (row.isFailed()) {
        failed++;
        if (failures.size() < FAILURES_TOLD) {
          failures.add(new Failed(row.id(), row.error()));
        }
      } else {
        embedded++;
      }
      if (rows.size() >= spec.partRows() || System.nanoTime() - publishedAt > PUBLISH_NANOS) {
        publish();
      }
    }

    private void publish() {
      if (!rows.isEmpty()) {
        parts.publish(rows);
        rows.clear();
      }
      publishedAt = System.nanoTime();
    }

    private BatchProgress progress(boolean finished) {
      return new BatchProgress(
          before,
          embedded,
          failed,
          parts.parts(),
          failures,
          Duration.ofNanos(System.nanoTime() - start),
          finished);
    }
  }

  private final BatchSpec spec;
  private final Embedder embedder;
  private final PictureRows maker;
  private long start = System.nanoTime();
  private volatile boolean stopped;

  /// @param fetch the bytes of the picture at an address; [InvalidRequest] when there is none
  public BatchEmbedding(
      BatchSpec spec, Embedder embedder, PictureLimits limits, Function<String, byte[]> fetch) {
    this.spec = spec;
    this.embedder = embedder;
    this.maker = new PictureRows(new PictureRecords(embedder, limits), new LocalStorage(), fetch);
  }

  /// It ends soon after; the rows that are there by then are published.
  public void interrupt() {
    stopped = true;
  }

  /// @param listener told after each picture
  /// @throws InvalidRequest when the input cannot be read
  /// @throws dev.pictor.error.Conflict when the output has vectors of another model, or another run
  ///   writes it
  public BatchProgress run(Consumer<BatchProgress> listener) {
    start = System.nanoTime();
    EmbeddedParts.Model model =
        new EmbeddedParts.Model(
            embedder.model().name(), embedder.fingerprint().hex(), embedder.model().dimension());
    try (PublishedParts parts = PublishedParts.open(spec.output(), spec.shard(), model)) {
      Set<String> done = parts.done(spec.shard(), spec.retryErrors());
      Out out = new Out(parts, done.size());
      try {
        embed(done, out, listener);
      } finally {
        out.publish();
      }
      return out.progress(!stopped);
    }
  }

  private void embed(Set<String> done, Out out, Consumer<BatchProgress> listener) {
    try (ItemPipe items = new ItemPipe(told -> find(done, told));
        RowFlow flow = new RowFlow(items, maker, AT_A_TIME)) {
      while (!stopped && flow.hasNext()) {
        out.take(flow.next());
        listener.accept(out.progress(false));
      }
    }
  }

  /// Each id once: a second picture of the same id is left out.
  private void find(Set<String> done, Consumer<PictureItem> told) {
    Consumer<PictureItem> missing =
        item -> {
          if (spec.shard().holds(item.id()) && done.add(item.id())) {
            told.accept(item);
          }
        };
    new LocalPictures(spec.input(), spec.output(), missing, () -> stopped).tell();
  }
}
