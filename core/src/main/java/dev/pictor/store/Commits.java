package dev.pictor.store;

import java.util.List;

/// The newest commits of collections as files, for other processes to copy while this one goes on
/// writing. Thread-safe. What an engine offers whose files never change; see
/// [VectorStore#commits()].
public interface Commits {

  /// Of all collections that can be read, by name.
  List<CommitHead> heads();

  /// @throws dev.pictor.error.NotFound when there is no such collection
  HeldFiles hold(String collection);
}
