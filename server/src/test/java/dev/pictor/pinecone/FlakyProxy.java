package dev.pictor.pinecone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.IntUnaryOperator;

/// Stands between a client and an index of a [PineconeServer], and refuses some requests.
final class FlakyProxy implements AutoCloseable {

  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final String control;
  private final String data;
  private final IntUnaryOperator faults;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /// @param data where the index answers
  /// @param faults of the number of a request, from 1 on: 0 passes it on, -1 hangs up, else the
  ///   status to answer with
  FlakyProxy(PineconeServer behind, String data, IntUnaryOperator faults) throws IOException {
    this.control = behind.control();
    this.data = data;
    this.faults = faults;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// Paths and queries, in order, those refused included.
  List<String> requests() {
    return requests;
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    requests.add(path);
    int fault = faults.applyAsInt(requests.size());
    if (fault == 0) {
      pass(exchange, path);
    } else if (fault > 0) {
      exchange.getResponseHeaders().add("Retry-After", "0");
      exchange.sendResponseHeaders(fault, -1);
    }
    exchange.close(); // without an answer it hangs up
  }

  private void pass(HttpExchange exchange, String path) throws IOException {
    boolean ofControl = path.startsWith("/indexes/");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create((ofControl ? control : data) + path))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Api-Key", exchange.getRequestHeaders().getFirst("Api-Key"))
            .header("Content-Type", "application/json")
            .method(
                exchange.getRequestMethod(),
                HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
            .build();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      byte[] body = answer.body().replace(data, uri().toString()).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.statusCode(), body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  @Override
  public void close() {
    server.stop(0);
    client.close();
  }
}
