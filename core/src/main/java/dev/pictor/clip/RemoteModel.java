package dev.pictor.clip;

import java.net.URI;
import java.util.Optional;

/// A model that another process runs, known by name before it is reached. Thread-safe.
public interface RemoteModel extends AutoCloseable {

  /// For people.
  ///
  /// @param kind of the service
  /// @param origin of the fingerprint: `told` by the service, `declared` by the operator, or
  ///   `derived` from kind, name and dimension
  record Status(URI url, String kind, String origin) {}

  String name();

  Status status();

  /// What it says of itself; empty until it was reached.
  Optional<EmbeddingModel> model();

  /// Why it does not answer now, when it does not.
  Optional<String> outage();

  /// Connects; waits for a service that does not answer until it does, or until this is closed.
  ///
  /// @throws dev.pictor.error.Unavailable when closed meanwhile
  /// @throws dev.pictor.error.BrokenModel when it answers, but cannot be used
  EmbeddingService open();

  /// Ends waiting and refuses further work.
  @Override
  void close();
}
