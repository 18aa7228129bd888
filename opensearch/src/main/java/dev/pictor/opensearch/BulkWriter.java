package dev.pictor.opensearch;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.Overloaded;
import dev.pictor.error.Unavailable;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.store.VectorRecord;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// Writes many documents in few requests. Stateless but for its index; thread-safe.
///
/// A request has at most [#MOST_BYTES]; the next one is sent when it is answered, so a caller goes
/// no faster than the cluster. Documents that the cluster is too busy for are sent again alone.
final class BulkWriter {

  static final int MOST_BYTES = 4 << 20;
  private static final int MOST_DOCUMENTS = 1000;
  private static final Set<Integer> PASSING = Set.of(429, 503);

  private final RecordIndex index;
  private final FailsafeExecutor<Left> patient;

  /// Of a document that must not have changed since it was read.
  record Seen(long seqNo, long primaryTerm) {
    static Seen of(JsonNode document) {
      return new Seen(
          document.required("_seq_no").asLong(), document.required("_primary_term").asLong());
    }
  }

  /// One document to be written.
  ///
  /// @param lines of the request, each with its end
  record Line(String key, ByteBuffer lines) {}

  /// What became of the documents.
  ///
  /// @param conflicts keys of those that had changed and were not written
  /// @param missing keys of those that were to be deleted and were not there
  record Outcome(Set<String> conflicts, Set<String> missing) {}

  /// What was not written yet.
  ///
  /// @param why kind of the last failure; empty without one
  private record Left(List<Line> lines, String why) {}

  BulkWriter(RecordIndex index) {
    this.index = index;
    this.patient = patient(index.patience());
  }

  Line put(MetadataSchema schema, String namespace, VectorRecord record, Optional<Seen> unchanged) {
    String key = RecordDocument.key(namespace, record.id());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
    action(bytes, "index", key, unchanged);
    try (JsonGenerator out = Cluster.JSON.createGenerator(bytes)) {
      RecordDocument.write(out, index.spec(), schema, namespace, record);
    }
    bytes.write('\n');
    return new Line(key, ByteBuffer.wrap(bytes.toByteArray()));
  }

  Line delete(String key, Optional<Seen> unchanged) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    action(bytes, "delete", key, unchanged);
    return new Line(key, ByteBuffer.wrap(bytes.toByteArray()));
  }

  private static void action(
      ByteArrayOutputStream bytes, String action, String key, Optional<Seen> unchanged) {
    var target = Cluster.JSON.createObjectNode().put("_id", key);
    unchanged.ifPresent(
        seen -> target.put("if_seq_no", seen.seqNo()).put("if_primary_term", seen.primaryTerm()));
    bytes.writeBytes(Cluster.JSON.writeValueAsBytes(Map.of(action, target)));
    bytes.write('\n');
  }

  /// Returns when all are written, durably on every copy; searches see them after a refresh.
  Outcome write(Iterable<Line> documents) {
    Outcome outcome = new Outcome(new HashSet<>(), new HashSet<>());
    List<Line> batch = new ArrayList<>();
    long bytes = 0;
    for (Line each : documents) {
      if (!batch.isEmpty()
          && (bytes + each.lines().remaining() > MOST_BYTES || batch.size() == MOST_DOCUMENTS)) {
        send(batch, outcome);
        batch = new ArrayList<>();
        bytes = 0;
      }
      batch.add(each);
      bytes += each.lines().remaining();
    }
    if (!batch.isEmpty()) {
      send(batch, outcome);
    }
    return outcome;
  }

  private void send(List<Line> batch, Outcome outcome) {
    Left left = patient.get(() -> sendOnce(batch, outcome));
    if (!left.lines().isEmpty()) {
      throw new Overloaded(
          "collection: %s: the cluster does not take %d records now: %s (expected: a cluster that keeps up, an index that may be written to). Try again later."
              .formatted(index.spec().name(), left.lines().size(), left.why()),
          Duration.ofSeconds(5));
    }
  }

  private static FailsafeExecutor<Left> patient(Duration patience) {
    return Failsafe.with(
        RetryPolicy.<Left>builder()
            .handleResultIf(left -> !left.lines().isEmpty())
            .abortOn(RuntimeException.class)
            .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(4))
            .withJitter(0.25)
            .withMaxRetries(-1)
            .withMaxDuration(patience)
            .build());
  }

  /// Sends what is in `batch` and takes off it what is done.
  private Left sendOnce(List<Line> batch, Outcome outcome) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    batch.forEach(each -> bytes.writeBytes(each.lines().array()));
    JsonNode items = index.bulk(bytes.toByteArray()).required("items");
    List<Line> left = new ArrayList<>();
    String why = "";
    for (int i = 0; i < items.size(); i++) {
      JsonNode item = items.get(i).values().iterator().next();
      int status = item.required("status").asInt();
      String key = batch.get(i).key();
      String failure = item.at("/error/type").asString("");
      if (failure.equals(Cluster.GONE)) {
        throw index.gone();
      }
      if (PASSING.contains(status) || failure.equals(Cluster.BLOCKED)) {
        left.add(batch.get(i));
        why = failure;
      } else if (status == 409) {
        outcome.conflicts().add(key);
      } else if (status == 404) {
        outcome.missing().add(key);
      } else if (status >= 300) {
        throw refused(status, item);
      }
    }
    if (why.equals(Cluster.BLOCKED)) {
      index.endStaleHold();
    }
    batch.clear();
    batch.addAll(left);
    return new Left(List.copyOf(left), why);
  }

  private RuntimeException refused(int status, JsonNode item) {
    String reason = item.path("error").toString();
    String what = "collection: %s: %d %s".formatted(index.spec().name(), status, shortened(reason));
    return status == 400 ? new InvalidRequest(what) : new Unavailable(what);
  }

  private static String shortened(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= 500 ? text : text.substring(0, 200) + "…";
  }
}
