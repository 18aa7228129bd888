package dev.pictor.store;

import java.nio.file.Path;

/// Copies of snapshots in folders outside the engine's own, which share nothing with it.
/// Thread-safe. What an engine offers that can make them; see [VectorStore#backups()].
public interface Backups {

  /// Copies a snapshot into `folder`, which appears by one rename once all is durable and each
  /// file's checksum was compared.
  ///
  /// @throws dev.pictor.error.NotFound when there is no such snapshot
  /// @throws dev.pictor.error.Conflict when `folder` exists
  /// @throws dev.pictor.error.InvalidRequest when `folder` is within the engine's own
  void save(String snapshot, Path folder);

  /// What a backup holds; its files are looked for, not read.
  ///
  /// @throws dev.pictor.error.NotFound when `folder` is no backup
  /// @throws dev.pictor.error.CorruptStore when its description is damaged
  Snapshot inspect(Path folder);

  /// Makes a new collection from a backup, atomically, after each file's checksum was compared. It
  /// is what the old one was, but not protected from deletion.
  ///
  /// @throws dev.pictor.error.Conflict when the name is taken
  /// @throws dev.pictor.error.CorruptStore when a file is damaged, naming it
  CollectionStore restore(Path folder, String collection);
}
