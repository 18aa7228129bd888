package dev.pictor.pinecone.index;

import dev.pictor.error.InvalidRequest;
import dev.pictor.error.Unavailable;
import dev.pictor.pinecone.index.IndexRegistry.Place;
import dev.pictor.pinecone.index.PortOpener.OpenPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The ports of a server's indexes, each with its number remembered. Not thread-safe.
final class IndexPorts {

  private static final System.Logger LOG = System.getLogger(IndexPorts.class.getName());
  private static final int LAST_PORT = 65_535;

  private final IndexRegistry registry;
  private final PortOpener opener;
  private final int firstPort;
  private final Map<String, OpenPort> open = new TreeMap<>();
  private boolean closed;

  IndexPorts(IndexRegistry registry, PortOpener opener, int firstPort) {
    this.registry = registry;
    this.opener = opener;
    this.firstPort = firstPort;
  }

  /// The port of an index, opened when it is not yet, and remembered.
  int number(String name) {
    OpenPort port = open.get(name);
    return port == null ? open(name, registry.find(name).orElseGet(Place::fresh)) : port.number();
  }

  /// Opens the port of an index, and remembers it with what else is in `place`.
  ///
  /// @return its number
  int open(String name, Place place) {
    if (closed) {
      throw new Unavailable("server: closing (expected: a running one). Try again later.");
    }
    OpenPort port = openNear(name, place.port());
    open.put(name, port);
    if (port.isShared()) {
      registry.put(name, place); // keeps its own number for another time
      return port.number();
    }
    if (place.port() != 0 && place.port() != port.number()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "port of an index is taken, another was opened index=%s taken=%d port=%d"
              .formatted(name, place.port(), port.number()));
    }
    registry.put(name, place.withPort(port.number()));
    return port.number();
  }

  /// Opens the remembered port, or else the first that is free and remembered for no other index.
  private OpenPort openNear(String name, int remembered) {
    if (remembered != 0) {
      try {
        return opener.open(remembered, name);
      } catch (InvalidRequest e) {
        LOG.log(System.Logger.Level.DEBUG, e.reason());
      }
    }
    if (firstPort == 0) {
      return opener.open(0, name);
    }
    for (int port = firstPort; port <= LAST_PORT; port++) {
      if (!registry.hasPort(port)) {
        try {
          return opener.open(port, name);
        } catch (InvalidRequest e) {
          LOG.log(System.Logger.Level.DEBUG, e.reason());
        }
      }
    }
    throw new Unavailable(
        "ports: none is free from %d on (expected: one for each collection)".formatted(firstPort));
  }

  /// Closes the port of an index that is gone.
  void close(String name) {
    Optional.ofNullable(open.remove(name))
        .ifPresent(
            // Clients keep their connections open; whoever deletes need not wait for them.
            port -> Thread.ofVirtual().name("pictor-close-" + name).start(port::close));
  }

  /// Opens none from now on.
  ///
  /// @return those that are open, to be closed
  List<OpenPort> end() {
    closed = true;
    List<OpenPort> ports = List.copyOf(open.values());
    open.clear();
    return ports;
  }
}
