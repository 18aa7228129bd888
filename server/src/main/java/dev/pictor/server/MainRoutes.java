package dev.pictor.server;

import dev.pictor.api.NativeApi;
import dev.pictor.http.Cors;
import dev.pictor.http.PictureFetcher;
import dev.pictor.http.RouteGroup;
import dev.pictor.roboflow.RoboflowWire;
import java.util.ArrayList;
import java.util.List;

/// What the main port serves: the native API, Roboflow's routes, health and the page.
final class MainRoutes {

  private MainRoutes() {}

  static List<RouteGroup> of(
      ServerConfig config, NativeApi.Parts parts, PictureFetcher fetcher, Telemetry telemetry) {
    List<RouteGroup> groups = new ArrayList<>();
    groups.add(NativeApi.routes(parts, config.allowOrigins()));
    groups.addAll(
        new RoboflowWire(new RoboflowModels(parts.models()), fetcher, roboflow(config)).groups());
    groups.add(
        new ServiceRoutes(
                parts.models(), telemetry::scrape, () -> ApiDocument.of(groups), SwaggerUi.folder())
            .group(config.allowOrigins()));
    return groups;
  }

  private static RoboflowWire.Settings roboflow(ServerConfig config) {
    List<String> origins = config.allowOrigins().isEmpty() ? List.of("*") : config.allowOrigins();
    return new RoboflowWire.Settings(Version.current(), new Cors(origins, true));
  }
}
