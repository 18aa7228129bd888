package dev.pictor.opensearch;

import dev.pictor.error.Conflict;
import dev.pictor.error.CorruptStore;
import dev.pictor.error.NotFound;
import dev.pictor.error.Unavailable;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.NamespaceStats;
import dev.pictor.store.Snapshot;
import dev.pictor.store.Snapshots;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// Snapshots of collections in a cluster. Thread-safe.
///
/// How it works: the files of an index are written once and never changed, so one copy of each
/// shard gets a second name for its files (`_clone`), graph and all, on the node that has it; the
/// cluster writes the other copies from it. Writers wait for the first, so a snapshot is of one
/// moment over all shards. It is as safe against lost nodes as its collection, and lost with the
/// cluster.
final class ClusterSnapshots implements Snapshots {

  private final Cluster cluster;
  private final Catalog catalog;
  private final CatalogDocuments documents;
  private final WriteHolds holds;
  private final String prefix;
  private final InstantSource clock;
  private final Function<Catalog.Entry, OpenSearchCollection> opening;

  /// @param opening gives the collection of an entry
  ClusterSnapshots(
      Cluster cluster,
      Catalog catalog,
      CatalogDocuments documents,
      WriteHolds holds,
      String prefix,
      InstantSource clock,
      Function<Catalog.Entry, OpenSearchCollection> opening) {
    this.cluster = cluster;
    this.catalog = catalog;
    this.documents = documents;
    this.holds = holds;
    this.prefix = prefix;
    this.clock = clock;
    this.opening = opening;
  }

  @Override
  public Snapshot create(String collection, String name, String description) {
    Catalog.Entry source = catalog.existing(collection);
    String id = UUID.randomUUID().toString();
    String copy = prefix + "-snapshot-" + id;
    try {
      List<NamespaceStats> namespaces = new ArrayList<>();
      Instant[] created = {Instant.EPOCH};
      holds.during(
          source.index(),
          copy,
          () -> {
            created[0] = clock.instant();
            OpenSearchCollection held = opening.apply(source);
            held.index().show();
            namespaces.addAll(held.namespaces().values());
            copy(source.index(), copy, Map.of("index.blocks.write", true), Map.of());
          });
      awaitCopies(source.index(), copy);
      catalog.copyNamespaces(source.index(), copy);
      StoredSnapshot made =
          new StoredSnapshot(
              copy,
              id,
              name,
              description,
              source.spec(),
              namespaces.stream().mapToLong(NamespaceStats::records).sum(),
              namespaces.size(),
              bytes(copy),
              created[0]);
      boolean _ = documents.add(document(id), made.document());
      return made.as(Snapshot.Status.READY);
    } catch (RuntimeException e) {
      remove(copy);
      throw e;
    }
  }

  private static String document(String id) {
    return "s-" + id;
  }

  private void copy(
      String from, String to, Map<String, Object> settings, Map<String, Object> aliases) {
    cluster.make(
        "/" + from + "/_clone/" + to,
        Map.of("timeout", "50s"),
        Map.of("settings", settings, "aliases", aliases));
    if (!isReached(to, "yellow")) {
      throw new Unavailable(
          "index: %s cannot be copied (expected: room for its shards on the nodes that have it). Look at the cluster's disks and limits."
              .formatted(from));
    }
  }

  /// Waits until an index has all the copies that another has, for a while: what is missing the
  /// cluster makes later.
  private void awaitCopies(String model, String index) {
    boolean _ = isReached(index, status(cluster.health(model)));
  }

  /// Whether an index has this status at last.
  private boolean isReached(String index, String status) {
    return cluster
        .ask(
            "GET",
            "/_cluster/health/" + index,
            Map.of("wait_for_status", status, "timeout", "50s"),
            null)
        .ok();
  }

  private static String status(JsonNode health) {
    return health.path("status").asString("red");
  }

  private long bytes(String index) {
    return cluster
        .call("GET", "/" + index + "/_stats/store", null)
        .at("/_all/primaries/store/size_in_bytes")
        .asLong();
  }

  private void remove(String copy) {
    cluster.delete(copy);
    catalog.removeNamespaces(copy);
  }

  @Override
  public List<Snapshot> list() {
    List<StoredSnapshot> all =
        documents.ofKind(StoredSnapshot.KIND).stream().map(StoredSnapshot::read).toList();
    if (all.isEmpty()) {
      return List.of();
    }
    Map<String, Snapshot.Status> statuses = statuses(prefix + "-snapshot-*");
    return all.stream().map(each -> told(each, statuses)).toList();
  }

  /// Of each index that is there.
  ///
  /// @param indexes a pattern, for which none that is there is no failure
  private Map<String, Snapshot.Status> statuses(String indexes) {
    Map<String, Snapshot.Status> statuses = new HashMap<>();
    cluster
        .call("GET", "/_cluster/health/" + indexes + "?level=indices&timeout=0s", null)
        .path("indices")
        .properties()
        .forEach(
            each ->
                statuses.put(
                    each.getKey(),
                    status(each.getValue()).equals("red")
                        ? Snapshot.Status.DAMAGED
                        : Snapshot.Status.READY));
    return statuses;
  }

  private Snapshot told(StoredSnapshot stored) {
    return told(stored, statuses(stored.index() + "*"));
  }

  private static Snapshot told(StoredSnapshot stored, Map<String, Snapshot.Status> statuses) {
    return stored.as(statuses.getOrDefault(stored.index(), Snapshot.Status.DAMAGED));
  }

  @Override
  public Optional<Snapshot> find(String id) {
    return stored(id).map(this::told);
  }

  private Optional<StoredSnapshot> stored(String id) {
    return id.matches("[0-9a-f-]{36}")
        ? documents.find(document(id)).map(StoredSnapshot::read)
        : Optional.empty();
  }

  private StoredSnapshot existing(String id) {
    return stored(id).orElseThrow(() -> unknown(id));
  }

  private static NotFound unknown(String id) {
    return new NotFound("snapshot: %s (expected: the id of one that exists)".formatted(id));
  }

  @Override
  public void delete(String id) {
    StoredSnapshot snapshot = existing(id);
    if (!documents.remove(document(id))) {
      throw unknown(id);
    }
    remove(snapshot.index());
  }

  @Override
  public CollectionStore restore(String id, String collection) {
    StoredSnapshot snapshot = existing(id);
    CollectionSpec source = snapshot.source();
    CollectionSpec spec =
        source.withName(collection).withSettings(source.settings().withDeletionProtected(false));
    if (catalog.find(collection).isPresent()) {
      throw new Conflict("collection: %s exists (expected: a new name)".formatted(collection));
    }
    if (told(snapshot).status() == Snapshot.Status.DAMAGED) {
      throw new CorruptStore(
          "snapshot: %s: shards of its index %s are on no node (expected: all). Start the nodes that have them."
              .formatted(id, snapshot.index()));
    }
    String index = RecordIndex.freshName(prefix, collection);
    try {
      Map<String, Object> writable = new HashMap<>();
      writable.put("index.blocks.write", null);
      copy(snapshot.index(), index, writable, Map.of(RecordIndex.alias(index), Map.of()));
      awaitCopies(snapshot.index(), index);
      catalog.copyNamespaces(snapshot.index(), index);
      return opening.apply(catalog.add(spec, index));
    } catch (RuntimeException e) {
      remove(index);
      throw e;
    }
  }
}
