package dev.pictor.spark;

import dev.pictor.bulk.EmbeddedParts;
import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import tools.jackson.databind.JsonNode;

/// Has a server import the parts of a folder, one after another, as fast as its store takes them.
/// Used once.
///
/// Beside the parts it notes which are in, so that the next run goes on. Importing a part twice
/// changes nothing.
final class LoadJob {

  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;
  private static final long POLL_MILLIS = 100;
  private static final long CONFLICT_MILLIS = 1000;
  private static final int TRIES = 5;

  /// @param records that are in the collection by this run and earlier ones
  /// @param before parts that earlier runs had loaded
  /// @param leftOut rows with errors
  /// @param count records of the collection now
  record Result(long records, int parts, int before, long leftOut, long count, double seconds) {}

  private record Loaded(long records, long leftOut) {

    static Loaded parse(String note) {
      String[] numbers = note.strip().split(" ", 2);
      return new Loaded(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
    }

    String note() {
      return records + " " + leftOut;
    }
  }

  private final SparkSession session;
  private final HadoopParts parts;
  private final PictorClient client;
  private final String collection;
  private final String notes; // the folder of those of this server and collection

  LoadJob(SparkSession session, String input, PictorClient client, String collection) {
    this.session = session;
    this.client = client;
    this.collection =
        "/api/v1/collections/" + URLEncoder.encode(collection, StandardCharsets.UTF_8);
    this.notes =
        String.format(Locale.ROOT, "_loaded/%08x-%s/", client.address().hashCode(), collection);
    try {
      this.parts = new HadoopParts(session.sparkContext().hadoopConfiguration(), input);
    } catch (IOException unread) {
      throw new InvalidRequest("input: %s cannot be read: %s".formatted(input, unread), unread);
    }
  }

  /// @throws JobFailed when the server refuses, or does not have what it was given
  Result run() throws InterruptedException, IOException {
    long start = System.nanoTime();
    List<Path> all = parts.list();
    if (all.isEmpty()) {
      throw new InvalidRequest(
          "input: %s has no parts (expected: a folder that `embed` wrote)"
              .formatted(parts.folder()));
    }
    long there = count();
    int before = 0;
    long records = 0;
    long leftOut = 0;
    for (Path part : all) {
      // What was loaded into a collection that is gone now is to be loaded again.
      String note = there < 0 ? "" : parts.noted(notes + part.getName());
      Loaded loaded = note.isEmpty() ? load(part) : Loaded.parse(note);
      before += note.isEmpty() ? 0 : 1;
      records += loaded.records();
      leftOut += loaded.leftOut();
    }
    long count = verify(all, records);
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Result(records, all.size(), before, leftOut, count, seconds);
  }

  /// Records of the collection; -1 when there is none.
  private long count() throws InterruptedException {
    PictorClient.Answer answer = client.ask(collection, "GET", "", new byte[0]);
    if (answer.status() == NOT_FOUND) {
      return -1;
    }
    if (!answer.isOk()) {
      throw new JobFailed("%s: %s".formatted(collection, answer.detail()));
    }
    return answer.body().path("count").asLong(0);
  }

  /// The rows without an error must all have come in, and the collection must hold their ids.
  private long verify(List<Path> all, long records) throws InterruptedException {
    Dataset<Row> rows =
        session
            .read()
            .parquet(all.stream().map(Path::toString).toArray(String[]::new))
            .select(EmbeddedParts.ID, EmbeddedParts.ERROR);
    Dataset<Row> good = rows.filter(rows.col(EmbeddedParts.ERROR).isNull());
    long expected = good.count();
    long ids = good.select(EmbeddedParts.ID).distinct().count();
    long count = Math.max(0, count());
    if (records != expected || count < ids) {
      throw new JobFailed(
          "%s has %d records and took %d (expected: at least %d, and %d). Delete %s beside the parts and load again."
              .formatted(collection, count, records, ids, expected, notes));
    }
    return count;
  }

  private Loaded load(Path part) throws InterruptedException, IOException {
    byte[] content = parts.read(part);
    for (int attempt = 1; ; attempt++) {
      JsonNode job = end(begin(part, content));
      String state = job.path("state").asString("gone");
      JsonNode progress = job.path("progress");
      if (state.equals("finished")) {
        Loaded loaded =
            new Loaded(progress.path("done").asLong(0), progress.path("skipped").asLong(0));
        parts.note(notes + part.getName(), loaded.note());
        return loaded;
      }
      if (state.equals("failed") || attempt == TRIES) {
        throw new JobFailed(
            "%s: %s was not imported: %s"
                .formatted(collection, part.getName(), job.path("error").asString(state)));
      }
    }
  }

  /// The id of the import; waits while another one works on the collection.
  private String begin(Path part, byte[] content) throws InterruptedException {
    while (true) {
      PictorClient.Answer answer =
          client.ask(collection + "/import", "POST", "application/vnd.apache.parquet", content);
      if (answer.isOk()) {
        return answer.body().path("id").asString("");
      }
      if (answer.status() != CONFLICT
          || !answer.body().path("code").asString("").equals("already-indexing")) {
        throw new JobFailed("%s: %s: %s".formatted(collection, part.getName(), answer.detail()));
      }
      Thread.sleep(CONFLICT_MILLIS);
    }
  }

  /// The job as it ended; without a state when the server has forgotten it, after a restart.
  private JsonNode end(String id) throws InterruptedException {
    while (true) {
      PictorClient.Answer answer = client.ask("/api/v1/jobs/" + id, "GET", "", new byte[0]);
      if (answer.status() == NOT_FOUND
          || !answer.body().path("state").asString("").equals("running")) {
        return answer.body();
      }
      Thread.sleep(POLL_MILLIS);
    }
  }
}
