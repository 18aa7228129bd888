package dev.pictor.pinecone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.http.Json;
import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import dev.pictor.server.TestStores;
import io.pinecone.clients.Pinecone;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import tools.jackson.databind.JsonNode;

/// A server on free ports, and ways to it: plain HTTP and the published Java client.
record PineconeServer(PictorServer server) implements AutoCloseable {

  static final String KEY = "a-key-for-tests";
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String SERVERLESS =
      "\"spec\":{\"serverless\":{\"cloud\":\"aws\",\"region\":\"us-east-1\"}}";

  static PineconeServer start(Path data) {
    return start(data, List.of());
  }

  /// One that asks for [#KEY].
  static PineconeServer locked(Path data) {
    return start(data, List.of(KEY));
  }

  private static PineconeServer start(Path data, List<String> keys) {
    return new PineconeServer(
        PictorServer.start(
            ServerConfig.builder()
                .data(data)
                .store(TestStores.of(data))
                .port(0)
                .browser(false)
                .apiKeys(keys)
                .importFolders(List.of(imports(data)))
                .build()));
  }

  /// From where clients of a server with this data folder may import.
  static Path imports(Path data) {
    return data.resolveSibling(data.getFileName() + "-imports");
  }

  /// Of the control plane, without a slash at the end.
  String control() {
    return "http://127.0.0.1:" + server.pineconeUri().getPort();
  }

  /// Makes a serverless index.
  ///
  /// @return where its data plane is
  String create(String name, int dimension) throws IOException, InterruptedException {
    JsonNode created =
        post(
            201,
            control() + "/indexes",
            "{\"name\":\"%s\",\"dimension\":%d,%s}".formatted(name, dimension, SERVERLESS));
    return created.path("host").stringValue();
  }

  static HttpResponse<String> send(String method, String url, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .version(HttpClient.Version.HTTP_1_1)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  static HttpResponse<String> get(String url, String... headers)
      throws IOException, InterruptedException {
    return send("GET", url, "", headers);
  }

  /// The answer to a POST, which must have this status.
  static JsonNode post(int status, String url, String body, String... headers)
      throws IOException, InterruptedException {
    HttpResponse<String> response = send("POST", url, body, headers);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return response.body().isEmpty() ? Json.read(new byte[] {'{', '}'}) : json(response);
  }

  static JsonNode json(HttpResponse<String> response) {
    return Json.read(response.body().getBytes(StandardCharsets.UTF_8));
  }

  /// The published client. What it always sends to Pinecone's own address, inference among it, is
  /// led here as its users do it.
  Pinecone client() {
    OkHttpClient here =
        new OkHttpClient.Builder()
            .addInterceptor(
                chain -> {
                  Request request = chain.request();
                  if (!request.url().host().equals("api.pinecone.io")) {
                    return chain.proceed(request);
                  }
                  return chain.proceed(
                      request
                          .newBuilder()
                          .url(
                              request
                                  .url()
                                  .newBuilder()
                                  .scheme("http")
                                  .host("127.0.0.1")
                                  .port(server.pineconeUri().getPort())
                                  .build())
                          .build());
                })
            .build();
    return new Pinecone.Builder("any-key").withOkHttpClient(here).withTlsEnabled(false).build();
  }

  @Override
  public void close() {
    server.close();
  }
}
