package dev.pictor.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.pictor.error.ErrorCode;
import dev.pictor.http.Route;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The server driven by its own OpenAPI document.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Path PHOTO = Path.of("../examples/photos/kodak/kodim05.jpg");
  private static final String ID = "kodak/kodim05.jpg";
  // What comes later needs what comes earlier, and deletions come last.
  private static final List<String> ORDER = List.of("put", "get", "post", "patch", "delete");

  private record Operation(String method, String path, JsonNode description) {}

  @TempDir static Path temp;
  private final HttpClient client = HttpClient.newHttpClient();
  private PictorServer server;
  private JsonNode document = JSON.createObjectNode();
  private String snapshot = "";

  @BeforeAll
  void start() throws Exception {
    Path photo = temp.resolve("photos").resolve(ID);
    Files.createDirectories(photo.resolveSibling("."));
    Files.copy(PHOTO, photo);
    Path copy = temp.resolve("photos").resolve("copies").resolve("kodim05.jpg");
    Files.createDirectories(copy.resolveSibling("."));
    Files.copy(PHOTO, copy);
    server =
        SecondModel.serve(
            ServerConfig.builder()
                .data(temp.resolve("data"))
                .photos(List.of(temp.resolve("photos")))
                .port(0)
                .build(),
            SecondModel.make(Files.createDirectory(temp.resolve("second"))));
    send(
        "get",
        "api/v1/jobs/" + server.firstJob().orElseThrow() + "/events",
        BodyPublishers.noBody());
    HttpResponse<byte[]> made =
        send("post", "api/v1/collections/photos/snapshots", BodyPublishers.ofString("{}"));
    snapshot = JSON.readTree(made.body()).get("id").stringValue();
    document = JSON.readTree(send("get", "openapi.json", BodyPublishers.noBody()).body());
  }

  @Test
  void everyErrorCodeIsInTheDocumentAndInItsPage() throws Exception {
    List<String> codes = Arrays.stream(ErrorCode.values()).map(ErrorCode::wireName).toList();
    assertThat(document.at("/components/schemas/ErrorCode/enum"))
        .extracting(JsonNode::stringValue)
        .containsExactlyElementsOf(codes);
    String page = Files.readString(Path.of("../docs/api.md"));
    assertThat(codes).allSatisfy(code -> assertThat(page).contains("`" + code + "`"));
  }

  @AfterAll
  void stop() {
    server.close();
    client.close();
  }

  private HttpResponse<byte[]> send(String method, String path, HttpRequest.BodyPublisher body)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.uri() + path))
            .header("Content-Type", "application/json")
            .method(method.toUpperCase(Locale.ROOT), body)
            .build(),
        BodyHandlers.ofByteArray());
  }

  private List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      for (String method : ORDER) {
        if (path.getValue().has(method)) {
          operations.add(new Operation(method, path.getKey(), path.getValue().get(method)));
        }
      }
    }
    operations.sort(
        Comparator.<Operation>comparingInt(each -> ORDER.indexOf(each.method()))
            .thenComparingInt(each -> each.method().equals("delete") ? -each.path().length() : 0));
    return operations;
  }

  @Test
  void everyRouteIsDescribedAndEveryDescriptionIsARoute() {
    Set<String> routed = new TreeSet<>();
    for (Route route : server.routes()) {
      if (!route.path().endsWith("...}")) { // files of the page
        routed.add(route.method().name().toLowerCase(Locale.ROOT) + " " + route.path());
      }
    }
    assertThat(operations().stream().map(each -> each.method() + " " + each.path()))
        .containsExactlyInAnyOrderElementsOf(routed);
  }

  @Test
  void everyOperationAnswersItsExampleAsDescribed() throws Exception {
    for (Operation operation : operations()) {
      String name = operation.method() + " " + operation.path();
      if (operation.path().endsWith("/compare")) { // the one before was deleted
        send(
            "post",
            "api/v1/collections/photos/reembed",
            BodyPublishers.ofString("{\"model\": \"second\"}"));
      }
      HttpResponse<byte[]> response = send(operation.method(), path(operation), body(operation));
      if (operation
          .path()
          .matches(".*/(library/folders|duplicates)")) { // what comes next needs its job's end
        String job = JSON.readTree(response.body()).path("id").asString("");
        send("get", "api/v1/jobs/" + job + "/events", BodyPublishers.noBody());
      }
      JsonNode expected =
          operation.description().path("responses").path(Integer.toString(response.statusCode()));
      String shown = new String(response.body(), StandardCharsets.UTF_8);
      assertThat(response.statusCode()).as("%s: %s", name, shown).isBetween(200, 299);
      assertThat(expected.isObject()).as("%s: %d", name, response.statusCode()).isTrue();
      if (expected.has("content")) {
        checkContent(name, response, expected.get("content"));
      } else {
        assertThat(response.body()).as(name).isEmpty();
      }
    }
  }

  private void checkContent(String name, HttpResponse<byte[]> response, JsonNode content) {
    String type = response.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
    Map.Entry<String, JsonNode> described = content.properties().iterator().next();
    assertThat(type).as(name).matches(described.getKey().replace("*", ".*").replace("+", "\\+"));
    if (type.equals("application/json")) {
      ObjectNode schema = ((ObjectNode) described.getValue().get("schema")).deepCopy();
      schema.set("components", document.get("components"));
      assertThat(
              SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                  .getSchema(schema)
                  .validate(JSON.readTree(response.body())))
          .as(name)
          .isEmpty();
    }
  }

  /// The path with its placeholders and the examples of its query filled in.
  private String path(Operation operation) throws Exception {
    boolean changes =
        (operation.method().equals("delete") && !operation.path().endsWith("/reembed"))
            || (operation.method().equals("patch") && !operation.path().endsWith("/reembed"))
            || (operation.method().equals("post")
                && operation.path().matches(".*/(namespaces|images|library/folders)"));
    StringBuilder path =
        new StringBuilder(
            operation
                .path()
                .substring(1)
                .replace("{name}", changes ? "animals" : "photos")
                .replace("{namespace}", "spring")
                .replace("{model}", "pocket")
                .replace("{id}", encode(id(operation))));
    if (path.indexOf("{lease}") >= 0) {
      JsonNode held = answer("post", "api/v1/collections/photos/commits", "");
      String filled =
          path.toString()
              .replace("{lease}", held.get("lease").stringValue())
              .replace("{file}", held.get("files").propertyNames().iterator().next());
      path.replace(0, path.length(), filled);
    }
    char separator = '?';
    for (JsonNode parameter : operation.description().path("parameters")) {
      if (parameter.has("example")) {
        path.append(separator).append(parameter.get("name").stringValue()).append('=');
        path.append(
            encode(parameter.get("example").asString().replace("{photos}", temp + "/photos")));
        separator = '&';
      }
    }
    return path.toString();
  }

  private String id(Operation operation) {
    if (operation.path().startsWith("/api/v1/jobs")) {
      return server.firstJob().orElseThrow();
    }
    return operation.path().startsWith("/api/v1/snapshots") ? snapshot : ID;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpRequest.BodyPublisher body(Operation operation) throws Exception {
    JsonNode example = operation.description().at("/requestBody/content/application~1json/example");
    if (example.isMissingNode()) {
      return BodyPublishers.noBody();
    }
    if (operation.path().endsWith("/duplicates/dismissals")) {
      JsonNode groups = answer("get", "api/v1/collections/photos/duplicates", "");
      return filled(example, "{group}", groups.at("/groups/0/id").stringValue());
    }
    if (operation.path().endsWith("/duplicates/apply")) {
      JsonNode plan =
          answer("post", "api/v1/collections/photos/duplicates/dry-run", "{\"all\": {}}");
      return filled(example, "{dryRun}", plan.get("id").stringValue());
    }
    String picture = Base64.getEncoder().encodeToString(Files.readAllBytes(PHOTO));
    return BodyPublishers.ofString(
        example
            .toString()
            .replace("{picture}", picture)
            .replace("{photos}", temp.resolve("photos").toString())
            .replace("{folder}", temp.resolve("backup").toString()));
  }

  private JsonNode answer(String method, String path, String body) throws Exception {
    return JSON.readTree(send(method, path, BodyPublishers.ofString(body)).body());
  }

  private static HttpRequest.BodyPublisher filled(JsonNode example, String name, String value) {
    return BodyPublishers.ofString(example.toString().replace(name, value));
  }
}
