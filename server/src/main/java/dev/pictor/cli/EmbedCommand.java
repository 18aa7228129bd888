package dev.pictor.cli;

import dev.pictor.batch.BatchEmbedding;
import dev.pictor.batch.BatchProgress;
import dev.pictor.batch.BatchSpec;
import dev.pictor.bulk.EmbeddedParts;
import dev.pictor.bulk.Shard;
import dev.pictor.clip.ClipModel;
import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbedderConfig;
import dev.pictor.http.FetchLimits;
import dev.pictor.http.PictureFetcher;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureLimits;
import dev.pictor.server.Compute;
import dev.pictor.server.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "embed",
    header = "Embed pictures into Parquet files, without a server and a collection.",
    description = {
      "Ids and metadata are those that `pictor index` would give; `pictor import OUTPUT COLLECTION` takes the files in. Stop it at any moment"
          + " (Ctrl-C, or pull the plug); the same command goes on with exactly the pictures that are missing.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  pictor embed --input ~/Pictures --output vectors",
      "  pictor embed --input shards --output vectors --shard 2/8    (the second of eight machines)",
      "  pictor embed --input addresses.csv --output vectors",
      "  pictor import vectors photos",
      "",
      "Inputs: a folder (with .tar archives in it, of WebDataset too), a .tar, or a list, .csv or .parquet, with a column url or path,",
      "maybe id, and others as metadata.",
      "Exit codes: 0 all embedded, 1 failed or stopped, 2 wrong command line, 4 some pictures could not be read (they are listed)."
    })
final class EmbedCommand implements Callable<Integer> {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int FAILURES_PRINTED = 100;
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  @Mixin LocalOptions local = new LocalOptions();

  @Option(
      names = "--input",
      required = true,
      paramLabel = "PATH",
      description = "A folder, a .tar, or a list of pictures.")
  Path input = Path.of("");

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FOLDER",
      description = "Where the files go; made when it is missing.")
  Path output = Path.of("");

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description =
          "Only the I-th of N parts of the pictures, told by their ids; all may write to one folder.")
  @Nullable String shard;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "An installed model (default: that of the settings).")
  @Nullable String model;

  @Option(
      names = "--retry-errors",
      description = "Also the pictures that could not be read last time.")
  boolean retryErrors;

  @Option(
      names = "--part-rows",
      paramLabel = "N",
      description = "Rows of a file; a killed run may do so many again (default: 512).")
  int partRows = EmbeddedParts.ROWS;

  @Override
  public Integer call() {
    BatchSpec spec =
        new BatchSpec(
            input.toAbsolutePath().normalize(),
            output.toAbsolutePath().normalize(),
            shard == null ? Shard.whole() : Shard.parse(shard),
            retryErrors,
            partRows);
    ModelsFolder models = ModelsFolder.of(local.place);
    ServerConfig config = models.config();
    PictureLimits limits =
        new PictureLimits(config.limits().maxPictureBytes(), config.limits().maxPicturePixels());
    PictureFetcher fetcher = new PictureFetcher(config.urlImages(), FetchLimits.defaults());
    try (Embedder embedder = embedder(models, limits)) {
      BatchEmbedding run = new BatchEmbedding(spec, embedder, limits, fetcher::bytes);
      BatchProgress done = follow(run);
      print(done, embedder);
      if (!done.finished()) {
        return ExitCode.FAILED;
      }
      return done.failed() > 0 ? ExitCode.SOME_FILES_FAILED : ExitCode.OK;
    }
  }

  private Embedder embedder(ModelsFolder models, PictureLimits limits) {
    String name = models.resolve(model == null ? models.config().model() : model);
    ClipModel loaded = models.catalog().load(name, models.device());
    loaded.selfTest();
    Compute compute = models.config().compute();
    EmbedderConfig usual = EmbedderConfig.defaults();
    return Embedder.open(
        loaded,
        new PictureDecoder(limits),
        new EmbedderConfig(
            compute.threads(),
            compute.queue(),
            usual.textCacheEntries(),
            usual.textCacheTtl(),
            usual.imageCacheEntries()));
  }

  /// Shows the progress; what asks the process to end is waited for, so that nothing done is lost.
  private static BatchProgress follow(BatchEmbedding run) {
    CountDownLatch ended = new CountDownLatch(1);
    Thread stop = new Thread(() -> stop(run, ended), "stop-embedding");
    Runtime.getRuntime().addShutdownHook(stop);
    ProgressLine line = ProgressLine.onStandardError();
    try {
      return run.run(progress -> line.show(view(progress)));
    } finally {
      ended.countDown();
      line.end();
      forget(stop);
    }
  }

  private static void stop(BatchEmbedding run, CountDownLatch ended) {
    run.interrupt();
    try {
      boolean _ = ended.await(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread stop) {
    try {
      Runtime.getRuntime().removeShutdownHook(stop);
    } catch (IllegalStateException ending) {
      // Then it runs.
    }
  }

  /// As [ProgressLine] reads it; nobody knows how many will be found.
  private static ObjectNode view(BatchProgress progress) {
    return JSON.createObjectNode()
        .put("phase", "embedding")
        .put("done", progress.before() + progress.embedded() + progress.failed())
        .put("picturesPerSecond", progress.perSecond())
        .put("failed", progress.failed())
        .put("elapsed", progress.elapsed().toMillis() / 1000.0);
  }

  private void print(BatchProgress done, Embedder embedder) {
    if (local.json) {
      System.out.println(json(done, embedder).toPrettyString());
      return;
    }
    System.out.printf(
        "%d pictures: %d embedded, %d there before, %d unreadable (%s)%n",
        done.before() + done.embedded() + done.failed(),
        done.embedded(),
        done.before(),
        done.failed(),
        ProgressLine.duration(done.elapsed().toMillis() / 1000.0));
    done.failures().stream()
        .limit(FAILURES_PRINTED)
        .forEach(each -> System.out.printf("  %s: %s%n", each.id(), each.error()));
    if (!done.finished()) {
      System.out.println("Stopped. Run it again to go on from here.");
    }
  }

  private ObjectNode json(BatchProgress done, Embedder embedder) {
    ObjectNode json =
        JSON.createObjectNode()
            .put("model", embedder.model().name())
            .put("fingerprint", embedder.fingerprint().hex())
            .put("embedded", done.embedded())
            .put("before", done.before())
            .put("failed", done.failed())
            .put("parts", done.parts())
            .put("elapsed", done.elapsed().toMillis() / 1000.0)
            .put("picturesPerSecond", done.perSecond())
            .put("finished", done.finished());
    ArrayNode failures = json.putArray("failures");
    done.failures()
        .forEach(each -> failures.addObject().put("id", each.id()).put("error", each.error()));
    return json;
  }
}
