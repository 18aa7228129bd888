package dev.pictor.server;

import static dev.pictor.http.Route.open;
import static dev.pictor.http.Route.reads;

import dev.pictor.clip.LoadedModels;
import dev.pictor.clip.RemoteModel;
import dev.pictor.http.Cors;
import dev.pictor.http.KeySource;
import dev.pictor.http.Method;
import dev.pictor.http.ProblemDocuments;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.http.RouteGroup;
import dev.pictor.http.StaticFiles;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Health, metrics, the description of the API and the web page.
final class ServiceRoutes {

  private static final String PAGE_POLICY =
      "default-src 'self'; img-src 'self' blob: data:; frame-ancestors 'none'; base-uri 'none';"
          + " form-action 'self'";
  // Swagger UI writes styles into its elements and draws icons from data addresses.
  private static final String DOCS_POLICY =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
          + " frame-ancestors 'none'; base-uri 'none'";

  private final LoadedModels models;
  private final Supplier<String> metrics;
  private final Supplier<byte[]> openApi;
  private final StaticFiles page = new StaticFiles("dev/pictor/web", PAGE_POLICY);
  private final StaticFiles docs = new StaticFiles("dev/pictor/docs", DOCS_POLICY);
  private final StaticFiles swagger;

  /// @param openApi the document, made when it is first asked for
  ServiceRoutes(
      LoadedModels models,
      Supplier<String> metrics,
      Supplier<byte[]> openApi,
      String swaggerFolder) {
    this.models = models;
    this.metrics = metrics;
    this.openApi = openApi;
    this.swagger = new StaticFiles(swaggerFolder, DOCS_POLICY);
  }

  RouteGroup group(List<String> allowOrigins) {
    List<Route> routes =
        List.of(
            open(Method.GET, "/healthz", call -> healthy()),
            open(Method.GET, "/health", call -> healthy()),
            open(Method.GET, "/readiness", call -> readiness()),
            reads(
                Method.GET,
                "/metrics",
                call -> Reply.bytes(200, Telemetry.CONTENT_TYPE, utf8(metrics.get()))),
            open(
                Method.GET,
                "/openapi.json",
                call -> Reply.bytes(200, "application/json", openApi.get())),
            open(Method.GET, "/docs", call -> docs.reply(call, "index.html")),
            open(
                Method.GET,
                "/docs/swagger/{path...}",
                call -> swagger.reply(call, call.pathValue("path"))),
            open(Method.GET, "/docs/{path...}", call -> docs.reply(call, call.pathValue("path"))),
            open(Method.GET, "/", call -> page.reply(call, "index.html")),
            open(Method.GET, "/{path...}", call -> page.reply(call, call.pathValue("path"))));
    return new RouteGroup(
        "service",
        "/",
        routes,
        new ProblemDocuments(),
        new Cors(allowOrigins, false),
        KeySource.headers(),
        "dev/pictor/server/openapi.yaml");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static Reply healthy() {
    return Reply.json(Map.of("status", "healthy"));
  }

  private Reply readiness() {
    return switch (models.state(models.defaultName())) {
      case LoadedModels.State.Ready _, LoadedModels.State.Freed _ -> ready();
      case LoadedModels.State.Broken(String reason) -> notReady("broken", reason);
      case LoadedModels.State.Loading() ->
          notReady("not ready", "the model is being loaded and tested");
      case LoadedModels.State.Awaited(String reason) -> notReady("not ready", reason);
      case LoadedModels.State.NotLoaded() -> notReady("not ready", "the model is not loaded");
    };
  }

  /// Pictures are found by their records and shown while a service that embeds is away, so that is
  /// told and changes nothing.
  private Reply ready() {
    return models
        .remote()
        .flatMap(RemoteModel::outage)
        .map(reason -> Reply.json(Map.of("status", "ready", "embedder", reason)))
        .orElseGet(() -> Reply.json(Map.of("status", "ready")));
  }

  private static Reply notReady(String status, String reason) {
    return Reply.json(503, Map.of("status", status, "reason", reason));
  }
}
