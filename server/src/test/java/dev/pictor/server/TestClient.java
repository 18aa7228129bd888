package dev.pictor.server;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.StreamSupport;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks one server over HTTP. Thread-safe.
public final class TestClient implements AutoCloseable {

  public static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient http;
  private final URI server;
  private final String key;

  /// @param key sent along with each request of [#request]; none when empty
  public TestClient(URI server, String key) {
    this(server, key, HttpClient.newHttpClient());
  }

  /// Asks a server over TLS.
  TestClient(URI server, String key, SSLContext trust) {
    this(server, key, HttpClient.newBuilder().sslContext(trust).build());
  }

  private TestClient(URI server, String key, HttpClient http) {
    this.server = server;
    this.key = key;
    this.http = http;
  }

  /// A request without key.
  public HttpRequest.Builder bare(String path) {
    return HttpRequest.newBuilder(server.resolve("/").resolve(path));
  }

  public HttpRequest.Builder request(String path) {
    return key.isEmpty() ? bare(path) : bare(path).header("X-API-Key", key);
  }

  public HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return send(request, BodyHandlers.ofString());
  }

  public <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
      throws Exception {
    return http.send(request.build(), handler);
  }

  public HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  public HttpResponse<String> post(String path, String json) throws Exception {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  /// All events of a job, read until the server ends the stream.
  public String events(String job) throws Exception {
    return get("api/v1/jobs/" + job + "/events").body();
  }

  /// The sum of a metric over all series that have the labels; 0 when there are none.
  double metric(String name, String... labels) throws Exception {
    return get("metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .filter(line -> List.of(labels).stream().allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  public static JsonNode json(HttpResponse<String> response) {
    return JSON.readTree(response.body());
  }

  /// The ids of a list of an answer, in order.
  static List<String> ids(JsonNode answer, String list) {
    return StreamSupport.stream(answer.get(list).spliterator(), false)
        .map(each -> each.get("id").stringValue())
        .toList();
  }

  @Override
  public void close() {
    http.close();
  }
}
