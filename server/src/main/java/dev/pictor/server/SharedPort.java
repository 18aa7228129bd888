package dev.pictor.server;

import dev.pictor.error.NotFound;
import dev.pictor.http.RouteGroup;
import dev.pictor.http.VirtualHosts;
import dev.pictor.pinecone.index.PortOpener.OpenPort;
import java.util.List;
import java.util.function.Consumer;

/// One port for the data planes of all collections: the first label of the host that a client asks
/// says which one it means. Thread-safe.
final class SharedPort implements AutoCloseable {

  private final VirtualHosts hosts;
  private final WebPort port;

  /// @param routes of any collection
  SharedPort(Ports ports, int port, List<RouteGroup> routes) {
    this.hosts =
        new VirtualHosts(
            routes.stream()
                .map(
                    group ->
                        group.answeredBy(
                            call -> {
                              throw new NotFound(
                                  "Index %s not found. The first label of the host is its name, here of %s."
                                      .formatted(VirtualHosts.label(call), call.host()));
                            }))
                .toList());
    this.port = ports.openForGrpc(port, hosts);
  }

  /// Serves a collection under its name.
  OpenPort open(String collection, List<RouteGroup> routes) {
    return new Place(port.uri().getPort(), hosts.put(collection, routes));
  }

  /// @param search is told a name that none has, and may have it served
  void searchBy(Consumer<String> search) {
    hosts.searchBy(search);
  }

  /// Waits some seconds for requests under way.
  @Override
  public void close() {
    port.close();
  }

  private record Place(int number, Runnable removal) implements OpenPort {

    @Override
    public boolean isShared() {
      return true;
    }

    @Override
    public void close() {
      removal.run();
    }
  }
}
