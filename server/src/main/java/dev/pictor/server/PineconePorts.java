package dev.pictor.server;

import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.NotFound;
import dev.pictor.http.RouteGroup;
import dev.pictor.pinecone.control.AdvertisedHost;
import dev.pictor.pinecone.control.IndexRoutes;
import dev.pictor.pinecone.data.DataPlane;
import dev.pictor.pinecone.data.DataRoutes;
import dev.pictor.pinecone.grpc.VectorService;
import dev.pictor.pinecone.index.Deployment;
import dev.pictor.pinecone.index.Indexes;
import dev.pictor.pinecone.index.PortOpener.OpenPort;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// The ports of Pinecone's clients: one for the control plane, one for the data plane of each
/// collection, where HTTP/1.1 and gRPC over HTTP/2 share it. Thread-safe.
final class PineconePorts implements AutoCloseable {

  private final ServerConfig config;
  private final CollectionCatalog catalog;
  private final Ports ports;
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
    this.indexes =
        Indexes.open(
            new Indexes.Parts(
                catalog, indexFile, this::openIndex, config.pinecone().indexPorts(), removal));
    this.controlRoutes =
        List.of(
            new IndexRoutes(
                    indexes,
                    new AdvertisedHost(config.pinecone().advertisedHost(), ports.encrypted()))
                .group(config.allowOrigins()));
    try {
      this.control = ports.open(config.pinecone().port(), controlRoutes);
    } catch (RuntimeException e) {
      indexes.close();
      throw e;
    }
  }

  private OpenPort openIndex(int port, String collection, Deployment deployment) {
    return new IndexPort(ports.openForGrpc(port, dataRoutes(collection, deployment)));
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
    indexes.close();
  }

  private record IndexPort(WebPort port) implements OpenPort {

    @Override
    public int number() {
      return port.uri().getPort();
    }

    @Override
    public void close() {
      port.close();
    }
  }
}
