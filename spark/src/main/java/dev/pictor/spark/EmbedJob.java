package dev.pictor.spark;

import dev.pictor.bulk.EmbeddedParts;
import dev.pictor.bulk.PictureItem;
import dev.pictor.error.InvalidRequest;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/// Embeds all pictures of an input that are not yet in the parts of an output. Used once.
///
/// Parts are published by the tasks themselves, not by a commit at the end of the job, so a job
/// that ends anywhere is gone on with by the next one.
final class EmbedJob {

  private static final int PARTITIONS_A_CORE = 4;
  private static final int ITEMS_A_PARTITION = 5_000;

  /// @param before pictures that were in the output when it began
  /// @param seconds from the look at the input to the last part
  record Result(
      String model,
      String fingerprint,
      long before,
      long embedded,
      long failed,
      int parts,
      double seconds,
      double picturesPerSecond,
      List<String> failures) {}

  private final EmbedSpec spec;
  private final SparkSession session;
  private final JavaSparkContext context;
  private final Broadcast<SerializableConfiguration> configuration;

  EmbedJob(SparkSession session, EmbedSpec spec) {
    this.session = session;
    this.spec = spec;
    this.context = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.configuration =
        context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
  }

  /// @throws InvalidRequest when the input cannot be read
  /// @throws JobFailed when the output has vectors of another model
  Result run() throws InterruptedException, IOException {
    long start = System.nanoTime();
    boolean sent = sendModel();
    int threads = threads();
    // Opening takes seconds, in which Spark finds out what is missing.
    CompletableFuture<EmbeddedParts.Model> opening =
        CompletableFuture.supplyAsync(() -> open(threads, sent), EmbedJob::onThread);
    HadoopParts parts = new HadoopParts(context.hadoopConfiguration(), spec.output());
    JavaPairRDD<String, Boolean> done = done(parts.list(), opening).cache();
    JavaRDD<PictureItem> missing =
        missing(new Items(session, configuration).of(spec.input(), parts.folder()), done);
    long before = done.count();
    long count = missing.count();
    EmbeddedParts.Model model = opened(opening);
    PartitionEmbedding.Done came = embed(missing, count, threads, sent);
    parts.clean();
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Result(
        model.name(),
        model.fingerprint(),
        before,
        came.embedded(),
        came.failed(),
        came.parts(),
        seconds,
        (came.embedded() + came.failed()) / seconds,
        came.failures());
  }

  /// On a thread with this one's class loader: that of a job, which a pool of the JVM does not
  /// have.
  private static void onThread(Runnable task) {
    Thread thread = new Thread(task, "open-model");
    thread.setDaemon(true);
    thread.start();
  }

  private EmbeddedParts.Model open(int threads, boolean sent) {
    try {
      return Models.open(spec, threads, sent, context.hadoopConfiguration()).model();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static EmbeddedParts.Model opened(CompletableFuture<EmbeddedParts.Model> opening) {
    try {
      return opening.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  /// Whether the model is a folder, which the executors get with the job.
  private boolean sendModel() {
    if (spec.byServer() || spec.model().indexOf('/') < 0) {
      return false;
    }
    if (!new File(spec.model()).isDirectory()) {
      throw new InvalidRequest(
          "model: %s is no folder (expected: one with a model bundle, or a name)"
              .formatted(spec.model()));
    }
    context.sc().addFile(spec.model(), true);
    return true;
  }

  /// The cores of one executor.
  private int threads() {
    int here = Runtime.getRuntime().availableProcessors();
    return context.isLocal()
        ? Math.min(context.defaultParallelism(), here)
        : context.getConf().getInt("spark.executor.cores", here);
  }

  /// The ids of pictures that need no work.
  private JavaPairRDD<String, Boolean> done(
      List<Path> parts, CompletableFuture<EmbeddedParts.Model> opening) {
    if (parts.isEmpty()) {
      return context.parallelizePairs(new ArrayList<>(), 1);
    }
    EmbeddedParts.Model model = opened(opening);
    Dataset<Row> rows =
        session
            .read()
            .parquet(parts.stream().map(Path::toString).toArray(String[]::new))
            .select(EmbeddedParts.ID, EmbeddedParts.FINGERPRINT, EmbeddedParts.ERROR);
    List<Row> others =
        rows.filter(rows.col(EmbeddedParts.FINGERPRINT).notEqual(model.fingerprint()))
            .limit(1)
            .collectAsList();
    if (!others.isEmpty()) {
      throw new JobFailed(
          "output: %s has vectors of a model with fingerprint %s (expected: %s, model: %s). Name an empty folder."
              .formatted(
                  spec.output(), others.get(0).getString(1), model.fingerprint(), model.name()));
    }
    boolean retryErrors = spec.retryErrors();
    return rows.javaRDD()
        .filter(row -> !retryErrors || row.isNullAt(2))
        .mapToPair(row -> new Tuple2<>(row.getString(0), true))
        .reduceByKey((one, same) -> one);
  }

  /// Each id once, and those of an archive beside each other.
  private JavaRDD<PictureItem> missing(
      JavaRDD<PictureItem> items, JavaPairRDD<String, Boolean> done) {
    return items
        .mapToPair(item -> new Tuple2<>(item.id(), item))
        .reduceByKey(EmbedJob::first)
        .subtractByKey(done)
        .values()
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  private static PictureItem first(PictureItem one, PictureItem other) {
    int order = one.location().compareTo(other.location());
    return order < 0 || (order == 0 && one.offset() <= other.offset()) ? one : other;
  }

  private PartitionEmbedding.Done embed(
      JavaRDD<PictureItem> missing, long count, int threads, boolean sent) {
    PartitionEmbedding.Done nothing = new PartitionEmbedding.Done(0, 0, 0, new ArrayList<>());
    if (count == 0) {
      return nothing;
    }
    int partitions =
        (int)
            Math.max(
                (long) PARTITIONS_A_CORE * context.defaultParallelism(), count / ITEMS_A_PARTITION);
    String run = "spark-" + UUID.randomUUID().toString().substring(0, 8);
    return missing
        .sortBy(EmbedJob::place, true, partitions)
        .mapPartitions(new PartitionEmbedding(spec, run, threads, sent, configuration))
        .fold(nothing, PartitionEmbedding.Done::plus);
  }

  private static String place(PictureItem item) {
    return String.format(
        java.util.Locale.ROOT, "%s %019d %s", item.location(), item.offset(), item.id());
  }
}
