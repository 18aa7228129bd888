package dev.pictor.opensearch;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.pictor.error.Conflict;
import dev.pictor.error.Unavailable;
import dev.pictor.opensearch.BulkWriter.Seen;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Holds back the writes to an index for the moment that a copy of its files takes, for a cluster
/// copies only what nobody writes to. Thread-safe.
///
/// Writers of all servers are refused by the cluster meanwhile, and try again. A hold is noted
/// before it begins, so that one whose server died ends too: whoever meets it when it is older than
/// [#LONGEST] lifts it.
final class WriteHolds {

  static final Duration LONGEST = Duration.ofMinutes(2);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Cluster cluster;
  private final CatalogDocuments documents;
  private final InstantSource clock;

  /// @param copy index that is made meanwhile
  /// @param seen of its document
  private record Hold(String copy, Instant since, Seen seen) {
    static Hold read(JsonNode document) {
      JsonNode source = document.required("_source");
      return new Hold(
          source.required("copy").asString(),
          Instant.parse(source.required("since").asString()),
          Seen.of(document));
    }
  }

  WriteHolds(Cluster cluster, CatalogDocuments documents, InstantSource clock) {
    this.cluster = cluster;
    this.documents = documents;
    this.clock = clock;
  }

  /// Does something while nobody writes to `index`: all that was acknowledged is there, and nothing
  /// comes.
  ///
  /// @param copy index that `work` makes; deleted with a hold whose server died
  /// @throws dev.pictor.error.NotFound when the index was deleted
  /// @throws Conflict when another copy of it takes a minute
  /// @throws Unavailable when `work` took so long that writers went on
  void during(String index, String copy, Runnable work) {
    if (!patient().get(() -> begin(index, copy))) {
      throw new Conflict(
          "index: %s is being copied already (expected: one copy at a time). Try again later."
              .formatted(index));
    }
    boolean kept;
    try {
      block(index);
      work.run();
    } finally {
      kept = end(index, copy);
    }
    if (!kept) {
      throw new Unavailable(
          "index: %s was not copied within %d s (expected: sooner). Look at the cluster's health, then try again."
              .formatted(index, LONGEST.toSeconds()));
    }
  }

  /// @return false when somebody has ended it, who took this server for dead
  private boolean end(String index, String copy) {
    Optional<Hold> own = find(index).filter(each -> each.copy().equals(copy));
    own.ifPresent(hold -> lift(index, hold));
    return own.isPresent();
  }

  private void lift(String index, Hold hold) {
    unblock(index);
    boolean _ = documents.remove(id(index), hold.seen());
  }

  private static FailsafeExecutor<Boolean> patient() {
    return Failsafe.with(
        RetryPolicy.<Boolean>builder()
            .handleResult(false)
            .abortOn(RuntimeException.class)
            .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(2))
            .withMaxRetries(-1)
            .withMaxDuration(PATIENCE)
            .build());
  }

  private boolean begin(String index, String copy) {
    Map<String, Object> hold =
        Map.of("kind", "hold", "copy", copy, "since", clock.instant().toString());
    if (documents.add(id(index), hold)) {
      return true;
    }
    // What stands there may be from the same request, tried again.
    Optional<Hold> there = find(index);
    there.filter(each -> !each.copy().equals(copy)).ifPresent(each -> endIfStale(index, each));
    return there.filter(each -> each.copy().equals(copy)).isPresent();
  }

  /// Lifts the hold on an index if its server died.
  void endIfStale(String index) {
    find(index).ifPresent(hold -> endIfStale(index, hold));
  }

  private void endIfStale(String index, Hold hold) {
    if (hold.since().plus(LONGEST).isBefore(clock.instant())) {
      cluster.delete(hold.copy());
      lift(index, hold);
    }
  }

  private Optional<Hold> find(String index) {
    return documents.find(id(index)).map(Hold::read);
  }

  private void block(String index) {
    Cluster.Reply reply = cluster.ask("PUT", "/" + index + "/_block/write", Map.of(), null);
    if (reply.status() == 404) {
      throw Cluster.gone(index);
    }
    if (!reply.ok()) {
      throw Cluster.refused("PUT", index, reply);
    }
  }

  private void unblock(String index) {
    Map<String, Object> none = new HashMap<>();
    none.put("index.blocks.write", null);
    Cluster.Reply reply = cluster.ask("PUT", "/" + index + "/_settings", Map.of(), none);
    if (!reply.ok() && reply.status() != 404) {
      throw Cluster.refused("PUT", index, reply);
    }
  }

  private static String id(String index) {
    return "h-" + index;
  }
}
