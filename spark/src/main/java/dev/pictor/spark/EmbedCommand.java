package dev.pictor.spark;

import dev.pictor.bulk.EmbeddedParts;
import dev.pictor.error.InvalidRequest;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "embed",
    header = "Embed pictures into Parquet files.",
    description = {
      "Ids and metadata are those that `pictor index` would give. A job that was killed is gone on with by the same command: it embeds exactly the"
          + " pictures that are missing.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  pictor-spark embed --input s3a://bucket/photos --output s3a://bucket/vectors",
      "  pictor-spark embed --input list.parquet --output vectors --server http://pictor:9001   (executors without a model, Java 17)"
    })
final class EmbedCommand implements Callable<Integer> {

  @Option(
      names = "--input",
      required = true,
      paramLabel = "PATH",
      description = "A folder, a .tar, or a list (.csv, .parquet).")
  String input = "";

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FOLDER",
      description = "Where the files go; made when it is missing.")
  String output = "";

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "A Pictor server that embeds; else the executors do it themselves.")
  String server = "";

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "The key that server asks for (better: environment PICTOR_API_KEY).")
  String key = "";

  @Option(
      names = "--model",
      paramLabel = "NAME|FOLDER",
      description =
          "A model on the class path, or a folder with a bundle, which is sent to the executors; with --server a model of it.")
  String model = "";

  @Option(
      names = "--part-rows",
      paramLabel = "N",
      description = "Rows of a file; a killed task may do so many again (default: 512).")
  int partRows = EmbeddedParts.ROWS;

  @Option(
      names = "--retry-errors",
      description = "Also the pictures that could not be read last time.")
  boolean retryErrors;

  @Option(
      names = "--private-addresses",
      description = "Fetch pictures from private networks, too; for lists that you trust.")
  boolean privateAddresses;

  @Option(names = "--json", description = "Print JSON, for scripts.")
  boolean json;

  @Override
  public Integer call() throws Exception {
    if (partRows < 1 || partRows > EmbeddedParts.MOST_ROWS) {
      throw new InvalidRequest(
          "--part-rows: %d (expected: 1 to %d)".formatted(partRows, EmbeddedParts.MOST_ROWS));
    }
    EmbedSpec spec =
        new EmbedSpec(
            input,
            output,
            ServerOptions.of(server, key),
            model,
            partRows,
            retryErrors,
            privateAddresses);
    try (SparkSession session = Sessions.open("pictor-spark embed")) {
      EmbedJob.Result result = new EmbedJob(session, spec).run();
      print(result);
      return result.failed() > 0 ? Main.SOME_FAILED : Main.OK;
    }
  }

  private void print(EmbedJob.Result result) {
    if (json) {
      System.out.println(JsonReport.of(result));
      return;
    }
    System.out.printf(
        Locale.ROOT,
        "%d pictures: %d embedded, %d there before, %d unreadable (%.0f s, %.1f/s)%n",
        result.before() + result.embedded() + result.failed(),
        result.embedded(),
        result.before(),
        result.failed(),
        result.seconds(),
        result.picturesPerSecond());
    result.failures().forEach(each -> System.out.println("  " + each));
  }
}
