package dev.pictor.opensearch;

import dev.pictor.error.Conflict;
import dev.pictor.store.CollectionSettings;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.Distribution;
import dev.pictor.store.Snapshots;
import dev.pictor.store.VectorStore;
import dev.pictor.store.VerifyReport;
import dev.pictor.vector.ModelFingerprint;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/// Collections in an OpenSearch cluster with k-NN. Thread-safe.
///
/// A collection is an index, and an entry in the catalogue that all servers in front of the cluster
/// share; nothing is kept on this side. What another server makes, changes or drops is seen here
/// after a second at most.
///
/// A write is acknowledged when it is durable on every copy that the cluster has, and visible to
/// searches. Of a collection with n copies any n - 1 nodes may be lost.
public final class OpenSearchStore implements VectorStore {

  private static final long FRESH = TimeUnit.SECONDS.toNanos(1);

  private final Cluster cluster;
  private final CatalogDocuments documents;
  private final Catalog catalog;
  private final WriteHolds holds;
  private final ClusterSnapshots snapshots;
  private final String prefix;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /// @param seqNo of the catalogue's document it is from
  /// @param readAt when the catalogue was asked last
  private record Known(OpenSearchCollection collection, long seqNo, long readAt) {}

  private OpenSearchStore(Cluster cluster, String prefix) {
    this.cluster = cluster;
    this.documents = new CatalogDocuments(cluster, prefix);
    this.catalog = new Catalog(documents);
    this.holds = new WriteHolds(cluster, documents, InstantSource.system());
    this.prefix = prefix;
    this.snapshots =
        new ClusterSnapshots(
            cluster, catalog, documents, holds, prefix, InstantSource.system(), this::remember);
  }

  /// Opens the collections of a cluster.
  ///
  /// @throws dev.pictor.error.Unavailable when no node answers
  /// @throws dev.pictor.error.InvalidRequest when its certificates cannot be read
  public static OpenSearchStore open(OpenSearchConfig config) {
    OpenSearchStore store = new OpenSearchStore(new Cluster(config), config.prefix());
    try {
      store.documents.open();
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  @Override
  public List<CollectionSpec> collections() {
    return catalog.collections().stream().map(each -> remember(each).index().spec()).toList();
  }

  @Override
  public CollectionStore create(CollectionSpec spec) {
    if (catalog.find(spec.name()).isPresent()) {
      throw new Conflict("collection: %s exists (expected: a new name)".formatted(spec.name()));
    }
    String index = RecordIndex.freshName(prefix, spec.name());
    Map<String, Object> body =
        Map.of(
            "settings",
            settings(spec),
            "mappings",
            RecordDocument.mapping(spec),
            "aliases",
            Map.of(RecordIndex.alias(index), Map.of()));
    cluster.make("/" + index, Map.of(), body);
    try {
      return remember(catalog.add(spec, index));
    } catch (Conflict e) {
      cluster.delete(index);
      throw e;
    }
  }

  private Map<String, Object> settings(CollectionSpec spec) {
    Map<String, Object> settings = new LinkedHashMap<>();
    if (RecordDocument.isSearched(spec.space())) {
      settings.put("index.knn", true);
    }
    Optional<Distribution> wanted = spec.settings().distribution();
    settings.put("number_of_shards", wanted.map(Distribution::shards).orElseGet(this::dataNodes));
    if (wanted.isPresent()) {
      settings.put("number_of_replicas", wanted.get().copies() - 1);
    } else {
      settings.put("auto_expand_replicas", "0-1");
    }
    settings.put("refresh_interval", "30s"); // writers ask for theirs
    settings.put("max_result_window", RecordIndex.MOST_HITS);
    settings.put("max_regex_length", 20_000);
    return settings;
  }

  private int dataNodes() {
    return Math.max(
        1, cluster.call("GET", "/_cluster/health", null).path("number_of_data_nodes").asInt());
  }

  /// What is known of a collection from now on, unless something newer is.
  private OpenSearchCollection remember(Catalog.Entry entry) {
    Known now =
        known.compute(
            entry.spec().name(),
            (_, old) -> {
              if (old != null && old.seqNo() > entry.seen().seqNo()) {
                return old;
              }
              if (old != null && old.collection().index().name().equals(entry.index())) {
                old.collection().index().respecify(entry.spec());
                return new Known(old.collection(), entry.seen().seqNo(), System.nanoTime());
              }
              return new Known(
                  new OpenSearchCollection(
                      new RecordIndex(cluster, catalog, holds, entry.index(), entry.spec())),
                  entry.seen().seqNo(),
                  System.nanoTime());
            });
    return now.collection();
  }

  @Override
  public Optional<CollectionStore> collection(String name) {
    Known last = known.get(name);
    if (last != null && System.nanoTime() - last.readAt() <= FRESH) {
      return Optional.of(last.collection());
    }
    Optional<Catalog.Entry> entry = catalog.find(name);
    if (entry.isEmpty()) {
      known.remove(name);
    }
    return entry.map(this::remember);
  }

  @Override
  public CollectionStore bind(String name, String model, ModelFingerprint fingerprint) {
    return change(name, spec -> spec.boundTo(model, fingerprint));
  }

  @Override
  public CollectionStore configure(String name, UnaryOperator<CollectionSettings> change) {
    Catalog.Entry entry = catalog.existing(name);
    int shards = shards(entry.index());
    return change(
        name, spec -> spec.withSettings(withShards(spec, change.apply(spec.settings()), shards)));
  }

  private int shards(String index) {
    return cluster
        .call("GET", "/" + index + "/_settings", null)
        .path(index)
        .at("/settings/index/number_of_shards")
        .asInt();
  }

  /// The settings as they may become: the number of shards is that which the index has.
  private static CollectionSettings withShards(
      CollectionSpec spec, CollectionSettings changed, int shards) {
    Optional<Distribution> old = spec.settings().distribution();
    if (old.isPresent()
        && changed.distribution().filter(each -> each.shards() != shards).isPresent()) {
      throw new Conflict(
          "shards: %d (expected: %d, as the collection %s was made). Copy it into a new one: pictor copy."
              .formatted(changed.distribution().get().shards(), shards, spec.name()));
    }
    return changed
        .distribution()
        .map(each -> changed.withDistribution(new Distribution(shards, each.copies())))
        .orElse(changed);
  }

  private CollectionStore change(String name, UnaryOperator<CollectionSpec> change) {
    Catalog.Entry entry = catalog.change(name, change);
    OpenSearchCollection collection = remember(entry);
    entry
        .spec()
        .settings()
        .distribution()
        .ifPresent(
            each -> {
              JsonNode _ =
                  collection
                      .index()
                      .call(
                          "PUT",
                          "_settings",
                          Map.of(
                              "index.auto_expand_replicas",
                              false,
                              "index.number_of_replicas",
                              each.copies() - 1));
            });
    return collection;
  }

  @Override
  public void drop(String name) {
    Catalog.Entry entry = catalog.remove(name);
    known.remove(name);
    cluster.delete(entry.index());
    catalog.removeNamespaces(entry.index());
  }

  @Override
  public boolean isDistributed() {
    return true;
  }

  @Override
  public Optional<Snapshots> snapshots() {
    return Optional.of(snapshots);
  }

  @Override
  public VerifyReport verify(String name) {
    Catalog.Entry entry = catalog.existing(name);
    return new CollectionCheck(remember(entry)).run();
  }

  /// Ends the connections; later calls throw [dev.pictor.error.Unavailable].
  @Override
  public void close() {
    cluster.close();
  }
}
