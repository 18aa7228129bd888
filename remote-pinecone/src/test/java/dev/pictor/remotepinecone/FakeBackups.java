package dev.pictor.remotepinecone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The control plane of a service that backs up and restores by and by, as the cloud does: what is
/// made is finished after so many looks. It has one index, `late`, of dimension 2, and lists two
/// backups a page.
final class FakeBackups implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String TOKEN = "paginationToken=";
  private static final int PAGE = 2;

  private final HttpServer server;
  private final SortedMap<String, ObjectNode> indexes = new TreeMap<>();
  private final Map<String, ObjectNode> backups = new LinkedHashMap<>();
  private final Map<String, String> jobs = new LinkedHashMap<>();
  private String making = "";
  private int looks;
  private int looked;
  private String outcome = "Ready";
  private Optional<Answer> refusal = Optional.empty();

  private record Answer(int status, String body) {}

  FakeBackups() throws IOException {
    indexes.put("late", index("late", "Ready"));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  static ObjectNode object(String json) {
    return (ObjectNode) JSON.readTree(json);
  }

  private static ObjectNode index(String name, String state) {
    return object(
        """
        {"name":"%s","dimension":2,"metric":"euclidean","host":"127.0.0.1:1","vector_type":"dense",
        "status":{"ready":%s,"state":"%s"},"spec":{"serverless":{"cloud":"aws","region":"us-east-1",
        "read_capacity":{"mode":"OnDemand","status":{"state":"Ready"}}}}}"""
            .formatted(name, state.equals("Ready"), state));
  }

  PineconeAccess access() {
    return new PineconeAccess(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
        "a-key",
        Optional.empty(),
        "aws",
        "us-east-1");
  }

  /// What is made from now on is finished after so many looks, and then this.
  synchronized void setEnd(int number, String state) {
    looks = number;
    outcome = state;
  }

  /// All that has to do with backups is answered so from now on.
  synchronized void refuse(int status, String message) {
    refusal =
        Optional.of(new Answer(status, "{\"error\":{\"message\":\"%s\"}}".formatted(message)));
  }

  /// Has a backup, with what is usual where nothing else is said.
  synchronized void put(String id, String more) {
    ObjectNode backup =
        object(
            """
            {"source_index_name":"late","source_index_id":"i","status":"Ready","cloud":"aws",
            "region":"us-east-1","dimension":2,"metric":"cosine","created_at":"2026-01-01T00:00:00Z"}""");
    backup.put("backup_id", id);
    object(more).forEachEntry(backup::set);
    backups.put(id, backup);
  }

  /// Has an index that is not ready.
  synchronized ObjectNode beginRestore(String name) {
    ObjectNode index = index(name, "Initializing");
    indexes.put(name, index);
    return index;
  }

  synchronized List<String> indexes() {
    return List.copyOf(indexes.keySet());
  }

  /// How often somebody looked at what was being made last.
  synchronized int looked() {
    return looked;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Answer answer = answer(request, body.isEmpty() ? object("{}") : JSON.readTree(body));
    byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private synchronized Answer answer(String request, JsonNode body) {
    if (refusal.isPresent() && (request.contains("backup") || request.contains("restore"))) {
      return refusal.get();
    }
    String path = request.substring(request.indexOf('/') + 1);
    String id = path.substring(path.indexOf('/') + 1).replaceFirst("/.*", "");
    return switch (request.replaceFirst("[?].*", "").replaceFirst("(s/)[^/]+", "$1*")) {
      case "GET /indexes" -> found(JSON.valueToTree(Map.of("indexes", indexes.values())));
      case "GET /indexes/*" -> found(indexes.get(id));
      case "DELETE /indexes/*" -> new Answer(indexes.remove(id) == null ? 404 : 202, "");
      case "POST /indexes/*/backups" -> create(id, body);
      case "GET /backups" ->
          list(
              request.contains(TOKEN)
                  ? request.replaceFirst(".*" + TOKEN, "").replaceFirst("&.*", "")
                  : "0");
      case "GET /backups/*" -> found(looked(backups.get(id)));
      case "DELETE /backups/*" -> new Answer(backups.remove(id) == null ? 404 : 202, "");
      case "POST /backups/*/create-index" -> restore(id, body);
      case "GET /restore-jobs/*" -> job(id);
      default -> new Answer(400, "{\"error\":{\"message\":\"%s\"}}".formatted(request));
    };
  }

  private static Answer found(@Nullable JsonNode thing) {
    return thing == null
        ? new Answer(404, "{\"error\":{\"message\":\"Resource not found.\"}}")
        : new Answer(200, thing.toString());
  }

  private Answer create(String index, JsonNode body) {
    if (!indexes.containsKey(index)) {
      return found(null);
    }
    String id = "b" + backups.size();
    put(id, body.toString());
    making = id;
    looked = 0;
    return found(looked(backups.get(id)));
  }

  private @Nullable ObjectNode looked(@Nullable ObjectNode backup) {
    if (backup != null && backup.path("backup_id").asString("").equals(making)) {
      backup.put("status", looked++ < looks ? "Initializing" : outcome);
    }
    return backup;
  }

  private Answer list(String token) {
    int from = Integer.parseInt(token);
    List<ObjectNode> all = List.copyOf(backups.values());
    int to = Math.min(all.size(), from + PAGE);
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("data", all.subList(from, to));
    if (to < all.size()) {
      page.put("pagination", Map.of("next", Integer.toString(to)));
    }
    return found(JSON.valueToTree(page));
  }

  private Answer restore(String backup, JsonNode body) {
    String name = body.path("name").asString("");
    if (!backups.containsKey(backup)) {
      return found(null);
    }
    if (indexes.containsKey(name)) {
      return new Answer(409, "{\"error\":{\"message\":\"Resource already exists.\"}}");
    }
    ObjectNode index = beginRestore(name);
    index.set("tags", body.path("tags"));
    index.set("deletion_protection", body.path("deletion_protection"));
    jobs.put("j" + name, name);
    looked = 0;
    return new Answer(202, "{\"restore_job_id\":\"j%s\",\"index_id\":\"i\"}".formatted(name));
  }

  private Answer job(String id) {
    String name = jobs.get(id);
    if (name == null) {
      return found(null);
    }
    boolean over = looked++ >= looks;
    boolean well = outcome.equals("Ready");
    ObjectNode index = indexes.get(name);
    if (over && well && index != null) {
      index.set("status", object("{\"ready\":true,\"state\":\"Ready\"}"));
    }
    return found(
        object(
            """
            {"restore_job_id":"%s","backup_id":"b","target_index_name":"%s","target_index_id":"i",
            "status":"%s","created_at":"2026-01-01 00:00:00+00:00","percent_complete":1.5}"""
                .formatted(id, name, over ? (well ? "Completed" : "Failed") : "InProgress")));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
