package dev.pictor.server;

import static dev.pictor.server.TestClient.json;
import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.http.Access;
import dev.pictor.http.Method;
import dev.pictor.http.Route;
import io.grpc.Status;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// Keys of each scope on every wire.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyScopesTest {

  private static final Map<Access, String> KEYS =
      Map.of(
          Access.READ, "a-key-that-reads",
          Access.WRITE, "a-key-that-writes",
          Access.ADMIN, "a-key-that-does-all");

  @TempDir static Path folder;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private PictorServer server;
  private String main = "";
  private String control = "";
  private String data = "";

  @BeforeAll
  void start() throws Exception {
    server =
        PictorServer.start(
            ServerConfig.builder()
                .data(folder)
                .port(0)
                .browser(false)
                .apiKeys(
                    List.of(
                        "read:" + KEYS.get(Access.READ),
                        "write:sha256:" + sha256("a-key-that-writes"),
                        "a-key-that-does-all"))
                .build());
    main = "http://127.0.0.1:" + server.port();
    control = "http://127.0.0.1:" + server.pineconeUri().getPort();
    HttpResponse<String> created =
        send(
            Access.ADMIN,
            "POST",
            control + "/indexes",
            "{\"name\":\"kept\",\"dimension\":2,\"spec\":{\"serverless\":{\"cloud\":\"aws\",\"region\":\"us-east-1\"}}}");
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    data = json(created).get("host").stringValue();
  }

  @AfterAll
  void stop() {
    server.close();
    client.close();
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// @param key [Access#OPEN] for none
  private HttpResponse<String> send(Access key, String method, String url, String body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    if (key != Access.OPEN) {
      request.header("X-API-Key", KEYS.getOrDefault(key, ""));
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private record Wire(String address, Route route) {
    String path() {
      return route.path().replaceAll("\\{[^}]*}", "nothing");
    }
  }

  /// All routes over HTTP, whatever the port.
  private List<Wire> wires() {
    List<Wire> wires = new ArrayList<>();
    server.routes().forEach(route -> wires.add(new Wire(main, route)));
    server.controlRoutes().forEach(route -> wires.add(new Wire(control, route)));
    server.dataRoutes().stream()
        .filter(route -> !ofGrpc(route))
        .forEach(route -> wires.add(new Wire(data, route)));
    return wires;
  }

  private static boolean ofGrpc(Route route) {
    return route.path().startsWith("/VectorService/");
  }

  /// What a POST route does is not seen from outside, so those that only read are named here.
  @Test
  void onlyRoutesThatChangeNothingAreOpenToReaders() {
    List<Route> routes =
        Stream.of(server.routes(), server.controlRoutes(), server.dataRoutes())
            .flatMap(List::stream)
            .toList();
    assertThat(routes)
        .allSatisfy(
            route -> {
              switch (route.method().name()) {
                case "GET" -> assertThat(route.access()).isIn(Access.OPEN, Access.READ);
                case "POST" -> assertThat(route.access()).isNotEqualTo(Access.OPEN);
                default -> assertThat(route.access()).isIn(Access.WRITE, Access.ADMIN);
              }
            });
    assertThat(routes)
        .filteredOn(route -> route.method() == Method.POST && route.access() == Access.READ)
        .extracting(Route::path)
        .containsExactlyInAnyOrder(
            "/api/v1/collections/{name}/search",
            "/api/v1/collections/{name}/recommend",
            "/api/v1/collections/{name}/evaluate",
            "/api/v1/collections/{name}/reembed/compare",
            "/api/v1/collections/{name}/commits",
            "/api/v1/commits/{lease}/release",
            "/api/v1/embed",
            "/api/v1/embed/records",
            "/api/v1/tags",
            "/api/v1/ask",
            "/clip/compare",
            "/clip/embed_image",
            "/clip/embed_text",
            "/model/add",
            "/query",
            "/vectors/fetch_by_metadata",
            "/describe_index_stats",
            "/records/namespaces/{namespace}/search",
            "/namespaces/{namespace}/documents/fetch",
            "/namespaces/{namespace}/documents/list",
            "/namespaces/{namespace}/documents/search",
            "/embed",
            "/rerank",
            "/VectorService/Query",
            "/VectorService/Fetch",
            "/VectorService/FetchByMetadata",
            "/VectorService/List",
            "/VectorService/ListNamespaces",
            "/VectorService/DescribeNamespace",
            "/VectorService/DescribeIndexStats");
  }

  @ParameterizedTest
  @EnumSource(Access.class)
  void everyRouteAsksForItsScope(Access key) throws Exception {
    assertThat(wires()).hasSizeGreaterThan(60);
    for (Wire wire : wires()) {
      HttpResponse<String> response =
          send(key, wire.route().method().name(), wire.address() + wire.path(), "{}");
      int status = response.statusCode();
      String name = "%s, key %s: %s".formatted(wire.route(), key, response.body());
      Access needed = wire.route().access();
      if (key.compareTo(needed) >= 0) {
        assertThat(status).as(name).isNotIn(401, 403);
      } else {
        assertThat(status).as(name).isEqualTo(key == Access.OPEN ? 401 : 403);
        assertThat(response.headers().firstValue("WWW-Authenticate")).as(name).isPresent();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Access.class)
  void everyCallOfGrpcAsksForItsScope(Access key) throws Exception {
    List<Route> calls = server.dataRoutes().stream().filter(KeyScopesTest::ofGrpc).toList();
    assertThat(calls).hasSize(12);
    for (Route call : calls) {
      Status status = call(key, call.path(), new byte[0]);
      String name = "%s, key %s: %s".formatted(call, key, status);
      if (key.compareTo(call.access()) >= 0) {
        assertThat(status.getCode())
            .as(name)
            .isNotIn(Status.Code.UNAUTHENTICATED, Status.Code.PERMISSION_DENIED);
      } else if (key == Access.OPEN) {
        assertThat(status.getCode()).as(name).isEqualTo(Status.Code.UNAUTHENTICATED);
      } else {
        assertThat(status.getCode()).as(name).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(status.getDescription()).isEqualTo(refusal(key, call.access()));
      }
    }
  }

  private Status call(Access key, String path, byte[] message) {
    return GrpcCalls.status(URI.create(data), KEYS.getOrDefault(key, ""), path, message);
  }

  private static String refusal(Access given, Access needed) {
    return "API key: its scope is %s (expected: %s). Send a key of that scope; whoever runs the server can make one."
        .formatted(given.name().toLowerCase(ROOT), needed.name().toLowerCase(ROOT));
  }

  @Test
  void theNativeApiRefusesInAProblemDocument() throws Exception {
    HttpResponse<String> refused =
        send(
            Access.WRITE, "POST", main + "/api/v1/collections", "{\"name\":\"x\",\"dimension\":2}");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(refused.headers().firstValue("WWW-Authenticate"))
        .hasValue("Bearer error=\"insufficient_scope\", scope=\"admin\"");
    JsonNode problem = json(refused);
    assertThat(problem.get("detail").stringValue()).isEqualTo(refusal(Access.WRITE, Access.ADMIN));
    assertThat(problem.get("code").stringValue()).isEqualTo("scope-missing");
    assertThat(problem.at("/values/given").stringValue()).isEqualTo("write");
    assertThat(problem.at("/values/needed").stringValue()).isEqualTo("admin");
  }

  @Test
  void roboflowsRoutesRefuseInTheirFormat() throws Exception {
    HttpResponse<String> refused = send(Access.READ, "POST", main + "/model/clear", "{}");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body())
        .isEqualTo("{\"message\":\"" + refusal(Access.READ, Access.ADMIN) + "\"}");
    assertThat(
            send(Access.READ, "POST", main + "/clip/embed_text", "{\"text\":\"a\"}").statusCode())
        .isEqualTo(200);
  }

  @Test
  void thePlanesOfPineconeRefuseInTheirEnvelopes() throws Exception {
    HttpResponse<String> kept = send(Access.WRITE, "DELETE", control + "/indexes/kept", "");
    assertThat(kept.statusCode()).isEqualTo(403);
    assertThat(json(kept).get("error").toString())
        .isEqualTo(
            "{\"code\":\"FORBIDDEN\",\"message\":\"" + refusal(Access.WRITE, Access.ADMIN) + "\"}");
    String record = "{\"vectors\":[{\"id\":\"a\",\"values\":[1,2]}]}";
    HttpResponse<String> unchanged = send(Access.READ, "POST", data + "/vectors/upsert", record);
    assertThat(unchanged.statusCode()).isEqualTo(403);
    assertThat(unchanged.body())
        .isEqualTo(
            "{\"code\":7,\"message\":\""
                + refusal(Access.READ, Access.WRITE)
                + "\",\"details\":[]}");
    assertThat(send(Access.WRITE, "POST", data + "/vectors/upsert", record).statusCode())
        .isEqualTo(200);
    assertThat(send(Access.READ, "GET", data + "/vectors/fetch?ids=a", "").body())
        .contains("\"id\":\"a\"");
  }

  /// What `pictor serve` uses to show the progress of its own folders.
  @Test
  void theServersOwnKeyReadsAndNoMore() throws Exception {
    try (TestClient own = new TestClient(server.uri(), server.ownKey())) {
      assertThat(own.get("api/v1/collections").statusCode()).isEqualTo(200);
      assertThat(own.post("api/v1/collections", "{}").statusCode()).isEqualTo(403);
    }
  }

  @Test
  void theDescriptionOfTheApiNamesTheScopes() throws Exception {
    JsonNode paths = json(send(Access.OPEN, "GET", main + "/openapi.json", "")).get("paths");
    for (Route route : server.routes()) {
      if (!route.path().endsWith("...}")) {
        JsonNode security =
            paths.get(route.path()).get(route.method().name().toLowerCase(ROOT)).get("security");
        String scope = route.access().word();
        assertThat(security.toString())
            .as(route.toString())
            .isEqualTo(
                route.access() == Access.OPEN
                    ? "[]"
                    : "[{},{\"bearer\":[\"%s\"]},{\"header\":[\"%s\"]}]".formatted(scope, scope));
      }
    }
  }
}
