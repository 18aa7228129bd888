package dev.pictor.server;

import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.NotFound;
import dev.pictor.error.ServiceException;
import dev.pictor.http.RouteGroup;
import dev.pictor.pinecone.control.AdvertisedHost;
import dev.pictor.pinecone.control.IndexRoutes;
import dev.pictor.pinecone.data.DataPlane;
import dev.pictor.pinecone.data.DataRoutes;
import dev.pictor.pinecone.grpc.VectorService;
import dev.pictor.pinecone.index.Deployment;
import dev.pictor.pinecone.index.Index;
import dev.pictor.pinecone.index.Indexes;
import dev.pictor.pinecone.index.PortOpener.OpenPort;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The ports of Pinecone's clients: one for the control plane, and one for the data plane of each
/// collection, or of all of them, where HTTP/1.1 and gRPC over HTTP/2 share it. Thread-safe.
final class PineconePorts implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(PineconePorts.class.getName());

  private final ServerConfig config;
  private final CollectionCatalog catalog;
  private final Ports ports;
  private final Optional<SharedPort> shared;
  private final Indexes indexes;
  private final List<RouteGroup> controlRoutes;
  private final WebPort control;

  /// @param indexFile where the ports of collections are kept
  /// @param removal ends a collection with all that belongs to it
  PineconePorts(
      ServerConfig config,
      CollectionCatalog catalog,
      Path indexFile,
      Ports ports,
      Consumer<String> removal) {
    this.config = config;
    this.catalog = catalog;
    this.ports = ports;
    boolean virtual = config.pinecone().indexHosts() == ServerConfig.IndexHosts.VIRTUAL;
    int indexPorts = config.pinecone().indexPorts();
    this.shared =
        virtual ? Optional.of(new SharedPort(ports, indexPorts, dataRoutes())) : Optional.empty();
    try {
      this.indexes =
          Indexes.open(new Indexes.Parts(catalog, indexFile, this::openIndex, indexPorts, removal));
    } catch (RuntimeException e) {
      shared.ifPresent(SharedPort::close);
      throw e;
    }
    shared.ifPresent(port -> port.searchBy(this::find));
    AdvertisedHost host =
        new AdvertisedHost(config.pinecone().advertisedHost(), ports.encrypted(), virtual);
    this.controlRoutes = List.of(new IndexRoutes(indexes, host).group(config.allowOrigins()));
    try {
      this.control = ports.open(config.pinecone().port(), controlRoutes);
    } catch (RuntimeException e) {
      closeData();
      throw e;
    }
  }

  private OpenPort openIndex(int port, String collection, Deployment deployment) {
    List<RouteGroup> routes = dataRoutes(collection, deployment);
    return shared.isPresent()
        ? shared.get().open(collection, routes)
        : new IndexPort(ports.openForGrpc(port, routes));
  }

  /// Has a collection served that came by another way, as asking the control plane for it would.
  private void find(String name) {
    try {
      Index _ = indexes.get(name);
    } catch (ServiceException e) {
      LOG.log(System.Logger.Level.DEBUG, e.reason());
    }
  }

  private List<RouteGroup> dataRoutes(String collection, Deployment deployment) {
    DataPlane plane =
        new DataPlane(() -> existing(collection), deployment instanceof Deployment.Pod);
    return List.of(new DataRoutes(plane).group(config.allowOrigins()), VectorService.group(plane));
  }

  private VectorCollection existing(String collection) {
    return catalog
        .find(collection)
        .orElseThrow(() -> new NotFound("Index %s not found.".formatted(collection)));
  }

  /// Where the control plane answers, with a slash at the end.
  URI uri() {
    return control.uri();
  }

  /// All routes of the control plane.
  List<RouteGroup> controlRoutes() {
    return controlRoutes;
  }

  /// All routes of the data plane of each collection.
  List<RouteGroup> dataRoutes() {
    return dataRoutes("any", Deployment.standard());
  }

  /// Waits some seconds for requests under way.
  @Override
  public void close() {
    control.close();
    closeData();
  }

  private void closeData() {
    indexes.close();
    shared.ifPresent(SharedPort::close);
  }

  private record IndexPort(WebPort port) implements OpenPort {

    @Override
    public int number() {
      return port.uri().getPort();
    }

    @Override
    public boolean isShared() {
      return false;
    }

    @Override
    public void close() {
      port.close();
    }
  }
}
