package dev.pictor.pinecone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.http.Json;
import dev.pictor.server.PictorServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/// Asks the data plane of one index over HTTP. Thread-safe.
record IndexClient(String host, String key) {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final int MOST_TRIES = 200_000;

  /// Creates a serverless index.
  ///
  /// @param shape such as `"dimension":2,"metric":"cosine"`
  static IndexClient create(PictorServer server, String name, String shape) throws Exception {
    return create(server, name, shape, "");
  }

  static IndexClient create(PictorServer server, String name, String shape, String key)
      throws Exception {
    HttpResponse<String> created =
        ask(
            "POST",
            server.pineconeUri() + "indexes",
            key,
            "{\"name\":\"%s\",%s,\"spec\":{\"serverless\":{\"cloud\":\"aws\",\"region\":\"us-east-1\"}}}"
                .formatted(name, shape));
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    return new IndexClient(json(created).path("host").stringValue(), key);
  }

  static HttpResponse<String> ask(
      String method, String url, String key, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Api-Key", key.isEmpty() ? "any" : key)
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  static JsonNode json(HttpResponse<String> response) {
    return Json.read(response.body().getBytes(StandardCharsets.UTF_8));
  }

  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    return ask(method, host + path, key, body, headers);
  }

  /// The answer to a GET that is expected to succeed.
  JsonNode get(String path, String... headers) throws Exception {
    HttpResponse<String> response = send("GET", path, "", headers);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  /// @param more of the body, such as `,"errorMode":{"onError":"abort"}`
  HttpResponse<String> start(String uri, String more) throws Exception {
    return send("POST", "/bulk/imports", "{\"uri\":\"%s\"%s}".formatted(uri, more));
  }

  /// @return its id
  String started(Path folder, String more) throws Exception {
    HttpResponse<String> response = start(folder.toUri().toString(), more);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response).path("id").stringValue();
  }

  /// Asks for an import until it has ended.
  JsonNode ended(String id) throws Exception {
    for (int i = 0; i < MOST_TRIES; i++) {
      JsonNode now = get("/bulk/imports/" + id);
      if (now.has("finishedAt")) {
        return now;
      }
    }
    throw new AssertionError("import " + id + " does not end");
  }

  JsonNode imported(Path folder, String more) throws Exception {
    return ended(started(folder, more));
  }

  /// How many records a namespace has.
  int records(String namespace) throws Exception {
    return get("/describe_index_stats")
        .path("namespaces")
        .path(namespace)
        .path("vectorCount")
        .asInt(0);
  }

  JsonNode fetch(String namespace, String id) throws Exception {
    return get("/vectors/fetch?ids=%s&namespace=%s".formatted(id, namespace))
        .path("vectors")
        .path(id);
  }
}
