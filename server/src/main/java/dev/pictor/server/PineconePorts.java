package dev.pictor.server;

import dev.pictor.api.NativeApi;
import dev.pictor.http.Dispatcher;
import dev.pictor.http.RequestObserver;
import dev.pictor.http.RouteGroup;
import dev.pictor.pinecone.backup.BackupSchedules;
import dev.pictor.pinecone.backup.IndexCopies;
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
import java.util.function.Supplier;

/// The ports of Pinecone's clients: one for the control plane, one for the data plane of each
/// collection, where HTTP/1.1 and gRPC over HTTP/2 share it. Thread-safe.
final class PineconePorts implements AutoCloseable {

  private final ServerConfig config;
  private final Imports imports;
  private final Dispatcher.Settings settings;
  private final RequestObserver observer;
  private final LocalModels models;
  private final Indexes indexes;
  private final BackupSchedules schedules;
  private final WebPort control;

  /// @param parts what the native API works on, too
  PineconePorts(
      ServerConfig config,
      DataFolder data,
      NativeApi.Parts parts,
      Imports imports,
      Dispatcher.Settings settings,
      RequestObserver observer) {
    this.config = config;
    this.imports = imports;
    this.settings = settings;
    this.observer = observer;
    this.models = new LocalModels(parts.models(), parts.fetch());
    this.indexes =
        Indexes.open(
            new Indexes.Parts(
                parts.catalog(),
                data.indexes(),
                this::openIndex,
                config.pinecone().indexPorts(),
                parts::delete));
    IndexCopies copies =
        IndexCopies.open(parts.catalog(), indexes, data.backups(), InstantSource.system());
    this.schedules = new BackupSchedules(copies, indexes, InstantSource.system());
    try {
      List<Index> _ = indexes.list();
      this.control = openControl(copies);
    } catch (RuntimeException e) {
      indexes.close();
      throw e;
    }
    schedules.start();
  }

  private WebPort openControl(IndexCopies copies) {
    ControlPlane.Parts plane =
        new ControlPlane.Parts(
            indexes, copies, schedules, models, config.pinecone().advertisedHost());
    return WebPort.open(
        config.host(),
        config.pinecone().port(),
        dispatcher(List.of(ControlPlane.routes(plane, config.allowOrigins()))));
  }

  private Dispatcher dispatcher(List<RouteGroup> routes) {
    return new Dispatcher(routes, settings, observer);
  }

  private OpenPort openIndex(int port, String collection) {
    Supplier<Index> index = () -> indexes.get(collection);
    WriteSequence sequence = new WriteSequence();
    DataPlane plane = new DataPlane(index, sequence);
    List<String> origins = config.allowOrigins();
    Dispatcher dispatcher =
        dispatcher(
            List.of(
                new DataRoutes(plane).group(origins),
                new RecordRoutes(index, models, sequence).group(origins),
                new DocumentRoutes(index, models, sequence).group(origins),
                new ImportRoutes(imports, collection).group(origins),
                VectorService.group(plane)));
    return new IndexPort(
        WebPort.open(
            config.host(),
            port,
            dispatcher,
            web -> web.addConnectionSelector(new Http2Connections())));
  }

  /// Where the control plane answers, with a slash at the end.
  URI uri() {
    return control.uri();
  }

  /// Waits some seconds for requests under way.
  @Override
  public void close() {
    control.close();
    schedules.close();
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
