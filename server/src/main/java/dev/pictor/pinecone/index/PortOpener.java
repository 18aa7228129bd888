package dev.pictor.pinecone.index;

/// Opens ports for the data planes of collections.
@FunctionalInterface
public interface PortOpener {

  /// An open port. Closing waits some seconds for requests under way.
  interface OpenPort extends AutoCloseable {
    int number();

    /// Whether other indexes are served there too.
    boolean isShared();

    @Override
    void close();
  }

  /// @param port 0 takes a free one; without a meaning where all indexes share a port
  /// @throws dev.pictor.error.InvalidRequest when it cannot be opened
  OpenPort open(int port, String collection);
}
