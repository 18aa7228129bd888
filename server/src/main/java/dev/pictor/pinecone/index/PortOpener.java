package dev.pictor.pinecone.index;

/// Opens ports for the data planes of collections.
@FunctionalInterface
public interface PortOpener {

  /// An open port. Closing waits some seconds for requests under way.
  interface OpenPort extends AutoCloseable {
    int number();

    @Override
    void close();
  }

  /// @param port 0 takes a free one
  /// @throws dev.pictor.error.InvalidRequest when it cannot be opened
  OpenPort open(int port, String collection);
}
