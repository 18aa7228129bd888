package dev.pictor.cli;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// What comes of exports and imports, for the terminal. Stateless.
final class TransferReport {

  private TransferReport() {}

  /// Shows the progress of a job until it ends, and returns it as it ended.
  static JsonNode follow(ApiClient client, JsonNode begun) {
    String path = "/api/v1/jobs/" + ApiClient.segment(begun.path("id").asString(""));
    ProgressLine line = ProgressLine.onStandardError();
    client.events(path + "/events", event -> line.showTransfer(event.path("progress")));
    line.end();
    JsonNode job = client.get(path);
    if (job.path("state").asString("").equals("failed")) {
      throw new CommandFailed(job.path("error").asString("the job failed"));
    }
    return job;
  }

  static String line(JsonNode job) {
    JsonNode progress = job.path("progress");
    StringBuilder line =
        new StringBuilder(
            String.format(Locale.ROOT, "%d records", progress.path("done").asLong(0)));
    long skipped = progress.path("skipped").asLong(0);
    if (skipped > 0) {
      line.append(", %d left out".formatted(skipped));
    }
    line.append(" (")
        .append(ProgressLine.duration(progress.path("elapsed").asDouble(0)))
        .append(')');
    if (!job.path("state").asString("").equals("finished")) {
      line.append(", stopped; run it again to go on");
    }
    return line.toString();
  }
}
