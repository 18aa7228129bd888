package dev.pictor.server;

import dev.pictor.api.NativeApi;
import dev.pictor.error.ServiceException;
import dev.pictor.files.DataFolder;
import dev.pictor.http.RouteGroup;
import dev.pictor.pinecone.backup.BackupSchedules;
import dev.pictor.pinecone.backup.IndexCopies;
import dev.pictor.pinecone.control.AdvertisedHost;
import dev.pictor.pinecone.control.ControlPlane;
import dev.pictor.pinecone.data.DataPlane;
import dev.pictor.pinecone.data.DataRoutes;
import dev.pictor.pinecone.data.WriteSequence;
import dev.pictor.pinecone.documents.DocumentRoutes;
import dev.pictor.pinecone.grpc.VectorService;
import dev.pictor.pinecone.imports.ImportRoutes;
import dev.pictor.pinecone.imports.Imports;
import dev.pictor.pinecone.index.Index;
import dev.pictor.pinecone.index.Indexes;
import dev.pictor.pinecone.index.PortOpener.OpenPort;
import dev.pictor.pinecone.inference.LocalModels;
import dev.pictor.pinecone.records.RecordRoutes;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The ports of Pinecone's clients: one for the control plane, and one for the data plane of each
/// collection, or of all of them, where HTTP/1.1 and gRPC over HTTP/2 share it. Thread-safe.
final class PineconePorts implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(PineconePorts.class.getName());

  private final ServerConfig config;
  private final Imports imports;
  private final Ports ports;
  private final LocalModels models;
  private final Optional<SharedPort> shared;
  private final Indexes indexes;
  private final BackupSchedules schedules;
  private final List<RouteGroup> controlRoutes;
  private final WebPort control;

  /// @param parts what the native API works on, too
  PineconePorts(
      ServerConfig config, DataFolder data, NativeApi.Parts parts, Imports imports, Ports ports) {
    this.config = config;
    this.imports = imports;
    this.ports = ports;
    this.models = new LocalModels(parts.models(), parts.fetch());
    int indexPorts = config.pinecone().indexPorts();
    this.indexes =
        Indexes.open(
            new Indexes.Parts(
                parts.catalog(), data.indexes(), this::openIndex, indexPorts, parts::delete));
    IndexCopies copies =
        IndexCopies.open(parts.catalog(), indexes, data.backups(), InstantSource.system());
    this.schedules = new BackupSchedules(copies, indexes, InstantSource.system());
    this.controlRoutes = List.of(controlPlane(copies));
    this.shared =
        isVirtual()
            ? Optional.of(new SharedPort(ports, indexPorts, dataRoutes()))
            : Optional.empty();
    try {
      List<Index> _ = indexes.list();
      this.control = ports.open(config.pinecone().port(), controlRoutes);
    } catch (RuntimeException e) {
      closeData();
      throw e;
    }
    shared.ifPresent(port -> port.searchBy(this::find));
    schedules.start();
  }

  private boolean isVirtual() {
    return config.pinecone().indexHosts() == ServerConfig.IndexHosts.VIRTUAL;
  }

  private RouteGroup controlPlane(IndexCopies copies) {
    AdvertisedHost host =
        new AdvertisedHost(config.pinecone().advertisedHost(), ports.encrypted(), isVirtual());
    return ControlPlane.routes(
        new ControlPlane.Parts(indexes, copies, schedules, models, host), config.allowOrigins());
  }

  private OpenPort openIndex(int port, String collection) {
    List<RouteGroup> routes = dataRoutes(collection);
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

  private List<RouteGroup> dataRoutes(String collection) {
    Supplier<Index> index = () -> indexes.get(collection);
    WriteSequence sequence = new WriteSequence();
    DataPlane plane = new DataPlane(index, sequence);
    List<String> origins = config.allowOrigins();
    return List.of(
        new DataRoutes(plane).group(origins),
        new RecordRoutes(index, models, sequence).group(origins),
        new DocumentRoutes(index, models, sequence).group(origins),
        new ImportRoutes(imports, collection).group(origins),
        VectorService.group(plane));
  }

  /// The field of records that a collection's vectors are made of by this server, if they are of
  /// texts.
  Optional<String> textField(String collection) {
    return indexes.textField(collection);
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
    return dataRoutes("any");
  }

  /// Waits some seconds for requests under way.
  @Override
  public void close() {
    control.close();
    schedules.close();
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
