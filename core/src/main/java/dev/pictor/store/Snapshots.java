package dev.pictor.store;

import java.util.List;
import java.util.Optional;

/// Copies of collections that an engine keeps beside them. Thread-safe. What an engine offers that
/// can make them; see [VectorStore#snapshots()].
///
/// Writes go on while a copy is made, or wait for it. It holds every write that was acknowledged
/// before the call, each record whole, and all of one moment where the engine can do that.
public interface Snapshots {

  /// Returns once the copy is complete and durable; before, nobody sees it.
  ///
  /// @throws dev.pictor.error.NotFound when there is no such collection
  Snapshot create(String collection, String name, String description);

  /// All snapshots, also of collections that are gone, in the order they were made.
  List<Snapshot> list();

  /// @throws dev.pictor.error.CorruptStore when its description is damaged
  Optional<Snapshot> find(String id);

  /// Removes a snapshot, atomically. Collections restored from it stay.
  ///
  /// @throws dev.pictor.error.NotFound when there is none
  void delete(String id);

  /// Makes a new collection from a snapshot, atomically, once its files are known to be sound. It
  /// is what the old one was, but not protected from deletion.
  ///
  /// @throws dev.pictor.error.NotFound when there is no such snapshot
  /// @throws dev.pictor.error.Conflict when the name is taken
  /// @throws dev.pictor.error.CorruptStore when a file is damaged, naming it
  CollectionStore restore(String id, String collection);
}
