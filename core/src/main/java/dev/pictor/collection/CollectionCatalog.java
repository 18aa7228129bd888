package dev.pictor.collection;

import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.NotFound;
import dev.pictor.error.ServiceException;
import dev.pictor.store.Backups;
import dev.pictor.store.CollectionSettings;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.Commits;
import dev.pictor.store.Replicas;
import dev.pictor.store.Snapshots;
import dev.pictor.store.VectorStore;
import dev.pictor.store.VerifyReport;
import dev.pictor.vector.ModelFingerprint;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// The collections of one store. Thread-safe.
public final class CollectionCatalog {

  private final VectorStore store;
  private final List<Consumer<String>> deletionListeners = new CopyOnWriteArrayList<>();

  public CollectionCatalog(VectorStore store) {
    this.store = store;
  }

  /// All collections by name.
  public List<VectorCollection> list() {
    return store.collections().stream()
        .flatMap(spec -> find(spec.name()).stream())
        .collect(Collectors.toUnmodifiableList());
  }

  /// Collections that are not listed because they cannot be opened, and why.
  public SortedMap<String, ServiceException> damaged() {
    return store.damaged();
  }

  /// @throws dev.pictor.error.Conflict when the name is taken
  public VectorCollection create(CollectionSpec spec) {
    return new VectorCollection(store.create(spec));
  }

  public Optional<VectorCollection> find(String name) {
    return store.collection(name).map(VectorCollection::new);
  }

  /// @throws NotFound naming the collections that exist
  public VectorCollection get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new NotFound(
                    Diagnosis.of(ErrorCode.COLLECTION_MISSING).with("collection", name),
                    "collection: %s (expected: one of %s)"
                        .formatted(
                            name,
                            store.collections().stream().map(CollectionSpec::name).toList())));
  }

  /// Declares which model made the vectors of an unattested collection.
  ///
  /// @throws dev.pictor.error.Conflict when another model is declared already
  public VectorCollection bind(String name, String model, ModelFingerprint fingerprint) {
    return new VectorCollection(store.bind(name, model, fingerprint));
  }

  /// Changes tags and protection, durably.
  ///
  /// @throws NotFound when there is none
  public VectorCollection configure(String name, UnaryOperator<CollectionSettings> change) {
    return new VectorCollection(store.configure(name, change));
  }

  /// @throws NotFound when there is none
  /// @throws dev.pictor.error.Conflict when it is protected from deletion
  public void delete(String name) {
    store.drop(name);
    deletionListeners.forEach(each -> each.accept(name));
  }

  /// Has `listener` told the name of each collection that was deleted, before its deletion returns.
  public void onDelete(Consumer<String> listener) {
    deletionListeners.add(listener);
  }

  /// Reads all files and records of a collection, which stays in use. Damage is in the report.
  ///
  /// @throws NotFound when there is none
  public VerifyReport verify(String name) {
    return store.verify(name);
  }

  /// Copies of collections that the store keeps; empty when it cannot make them. What is restored
  /// is found here under its name.
  public Optional<Snapshots> snapshots() {
    return store.snapshots();
  }

  /// Second generations of collections; empty when the store keeps only one of each.
  public Optional<CollectionGenerations> generations() {
    return store.generations().map(CollectionGenerations::new);
  }

  /// The newest commits as files, for others to copy; empty when the store does not keep them so.
  public Optional<Commits> commits() {
    return store.commits();
  }

  /// Present when the collections are copies of those of another process.
  public Optional<Replicas> replicas() {
    return store.replicas();
  }

  /// Removes a copy of a collection that is gone where it comes from.
  public void forget(Replicas replicas, String name) {
    replicas.remove(name);
    deletionListeners.forEach(each -> each.accept(name));
  }

  /// Copies of snapshots in folders elsewhere; empty when the store cannot make them.
  public Optional<Backups> backups() {
    return store.backups();
  }
}
