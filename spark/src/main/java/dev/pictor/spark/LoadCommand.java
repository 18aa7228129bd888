package dev.pictor.spark;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "load",
    header = "Load embedded pictures into a collection of a Pictor server, whatever store it has.",
    description = {
      "The collection is made when it is missing, for the model that made the vectors. A load that was killed is gone on with by the same command.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  pictor-spark load --input s3a://bucket/vectors --url http://pictor:9001 --collection photos"
    })
final class LoadCommand implements Callable<Integer> {

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FOLDER",
      description = "What `embed` wrote.")
  String input = "";

  @Option(names = "--url", required = true, paramLabel = "URL", description = "The server.")
  String url = "";

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "A key of scope admin (better: environment PICTOR_API_KEY).")
  String key = "";

  @Option(
      names = "--collection",
      required = true,
      paramLabel = "NAME",
      description = "The collection.")
  String collection = "";

  @Option(names = "--json", description = "Print JSON, for scripts.")
  boolean json;

  @Override
  public Integer call() throws Exception {
    try (SparkSession session = Sessions.open("pictor-spark load")) {
      LoadJob.Result result =
          new LoadJob(session, input, new PictorClient(ServerOptions.of(url, key)), collection)
              .run();
      if (json) {
        System.out.println(JsonReport.of(result));
      } else {
        System.out.printf(
            Locale.ROOT,
            "%s: %d records of %d parts (%d parts were there before), %d rows with errors left out; the collection has %d (%.0f s)%n",
            collection,
            result.records(),
            result.parts(),
            result.before(),
            result.leftOut(),
            result.count(),
            result.seconds());
      }
      return Main.OK;
    }
  }
}
