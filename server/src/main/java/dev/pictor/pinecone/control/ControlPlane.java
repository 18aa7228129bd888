package dev.pictor.pinecone.control;

import dev.pictor.http.Cors;
import dev.pictor.http.Route;
import dev.pictor.http.RouteGroup;
import dev.pictor.pinecone.backup.BackupSchedules;
import dev.pictor.pinecone.backup.IndexCopies;
import dev.pictor.pinecone.index.ControlErrors;
import dev.pictor.pinecone.index.Indexes;
import dev.pictor.pinecone.index.PineconeKeys;
import dev.pictor.pinecone.inference.InferenceRoutes;
import dev.pictor.pinecone.inference.LocalModels;
import java.util.ArrayList;
import java.util.List;

/// The control plane as a group of routes.
public final class ControlPlane {

  /// What the handlers work on.
  ///
  /// @param host that clients are told; empty for the one under which they reached this server
  public record Parts(
      Indexes indexes,
      IndexCopies copies,
      BackupSchedules schedules,
      LocalModels models,
      String host) {}

  private ControlPlane() {}

  public static RouteGroup routes(Parts parts, List<String> allowOrigins) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(new IndexRoutes(parts).routes());
    routes.addAll(new BackupRoutes(parts.indexes(), parts.copies()).routes());
    routes.addAll(new CollectionRoutes(parts.copies()).routes());
    routes.addAll(new ScheduleRoutes(parts.schedules()).routes());
    routes.addAll(new InferenceRoutes(parts.models()).routes());
    return new RouteGroup(
        "pinecone-control",
        "/",
        routes,
        new ControlErrors(),
        new Cors(allowOrigins, false),
        new PineconeKeys(),
        "");
  }
}
