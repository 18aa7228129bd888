package dev.pictor.spark;

import dev.pictor.bulk.EmbeddedParts;
import dev.pictor.bulk.EmbeddedRow;
import dev.pictor.bulk.PictureItem;
import dev.pictor.bulk.RowFlow;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/// Embeds the pictures of one partition and publishes their rows in parts while it goes on, so that
/// a job that is killed has lost at most the parts that were not full.
final class PartitionEmbedding
    implements FlatMapFunction<Iterator<PictureItem>, PartitionEmbedding.Done> {

  private static final long serialVersionUID = 1;
  private static final long PUBLISH_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int FAILURES_TOLD = 100;

  /// What came of a partition.
  ///
  /// @param failures the first of them
  record Done(long embedded, long failed, int parts, List<String> failures)
      implements Serializable {

    private static final long serialVersionUID = 1;

    Done plus(Done other) {
      List<String> both = new ArrayList<>(failures);
      other.failures.stream().limit(FAILURES_TOLD).forEach(both::add);
      return new Done(
          embedded + other.embedded,
          failed + other.failed,
          parts + other.parts,
          new ArrayList<>(both.subList(0, Math.min(both.size(), 10 * FAILURES_TOLD))));
    }
  }

  private final EmbedSpec spec;
  private final String run;
  private final int threads;
  private final boolean sent;
  private final Broadcast<SerializableConfiguration> configuration;

  /// @param run a name that no other run has
  PartitionEmbedding(
      EmbedSpec spec,
      String run,
      int threads,
      boolean sent,
      Broadcast<SerializableConfiguration> configuration) {
    this.spec = spec;
    this.run = run;
    this.threads = threads;
    this.sent = sent;
    this.configuration = configuration;
  }

  @Override
  public Iterator<Done> call(Iterator<PictureItem> items) throws Exception {
    RowModel model = Models.open(spec, threads, sent, configuration.value().value());
    HadoopParts parts = new HadoopParts(configuration.value().value(), spec.output());
    String partition = String.format(Locale.ROOT, "%s-%05d", run, TaskContext.getPartitionId());
    Set<String> published = parts.idsOf(partition); // by an attempt that failed
    Iterator<PictureItem> missing =
        StreamSupport.stream(Spliterators.spliteratorUnknownSize(items, 0), false)
            .filter(each -> !published.contains(each.id()))
            .iterator();
    String name = partition + "-" + TaskContext.get().taskAttemptId();
    try (RowFlow flow = new RowFlow(missing, model, model.atATime())) {
      return List.of(embed(flow, model, parts, name)).iterator();
    }
  }

  private Done embed(RowFlow flow, RowModel model, HadoopParts parts, String name)
      throws IOException {
    List<EmbeddedRow> rows = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    long failed = 0;
    long all = 0;
    int number = 0;
    long publishedAt = System.nanoTime();
    while (flow.hasNext()) {
      EmbeddedRow row = flow.next();
      rows.add(row);
      all++;
      if (row.isFailed()) {
        failed++;
        if (failures.size() < FAILURES_TOLD) {
          failures.add(row.id() + ": " + row.error());
        }
      }
      boolean due = System.nanoTime() - publishedAt > PUBLISH_NANOS;
      if (rows.size() >= spec.partRows() || due || !flow.hasNext()) {
        parts.publish(
            EmbeddedParts.name(name, number++), EmbeddedParts.encode(model.model(), rows));
        rows.clear();
        publishedAt = System.nanoTime();
      }
    }
    return new Done(all - failed, failed, number, failures);
  }
}
