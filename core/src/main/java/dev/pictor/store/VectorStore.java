package dev.pictor.store;

import dev.pictor.error.ServiceException;
import dev.pictor.vector.ModelFingerprint;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.UnaryOperator;

/// An engine that keeps collections. Thread-safe. Implementations pass one contract test.
public interface VectorStore extends AutoCloseable {

  /// All collections by name, without those of [#damaged].
  List<CollectionSpec> collections();

  /// Collections whose description cannot be read, and why; to be restored or dropped.
  default SortedMap<String, ServiceException> damaged() {
    return Collections.emptySortedMap();
  }

  /// @throws dev.pictor.error.Conflict when the name is taken
  CollectionStore create(CollectionSpec spec);

  /// The same object while the collection exists and no other generation takes its place.
  Optional<CollectionStore> collection(String name);

  /// Declares the model of an unattested collection, durably.
  ///
  /// @throws dev.pictor.error.Conflict when another model is bound
  CollectionStore bind(String name, String model, ModelFingerprint fingerprint);

  /// Changes the settings of a collection, durably. Changes come one after the other, each from
  /// what the one before left.
  ///
  /// @throws dev.pictor.error.NotFound when there is none
  CollectionStore configure(String name, UnaryOperator<CollectionSettings> change);

  /// Removes a collection with all its files, atomically.
  ///
  /// @throws dev.pictor.error.Conflict when it is protected from deletion
  /// @throws dev.pictor.error.NotFound when there is none
  void drop(String name);

  /// Checks all files and records of a collection, which stays in use. Reads everything.
  ///
  /// @return what was found; damage is in the report, not thrown
  /// @throws dev.pictor.error.NotFound when there is no such collection
  VerifyReport verify(String name);

  /// Copies kept by the engine; empty when it cannot make them.
  default Optional<Snapshots> snapshots() {
    return Optional.empty();
  }

  /// Generations of collections; empty when the engine keeps only one of each.
  default Optional<Generations> generations() {
    return Optional.empty();
  }

  /// Copies in folders; empty when the engine cannot make them.
  default Optional<Backups> backups() {
    return Optional.empty();
  }

  /// The newest commits as files; empty when the engine does not keep them so.
  default Optional<Commits> commits() {
    return Optional.empty();
  }

  /// Present in a store that was opened to hold copies of another's collections.
  default Optional<Replicas> replicas() {
    return Optional.empty();
  }

  @Override
  void close();
}
