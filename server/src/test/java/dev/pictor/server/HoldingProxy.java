package dev.pictor.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/// Stands between a follower and its leader, and holds a large file back after the first half.
/// Thread-safe.
final class HoldingProxy implements AutoCloseable {

  /// A file that is worth holding back: a follower writes pieces of 64 KiB.
  private static final long LARGE_BYTES = 400_000;

  /// A file that is held back until somebody lets it go.
  private static final class Hold {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
  }

  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile URI leader;
  private volatile Optional<Hold> hold = Optional.empty();

  HoldingProxy(URI leader) throws IOException {
    this.leader = leader;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// Where the leader is from now on.
  void leader(URI moved) {
    leader = moved;
  }

  /// Paths and queries, in order.
  List<String> requests() {
    return requests;
  }

  /// Holds back the next large file.
  void hold() {
    hold = Optional.of(new Hold());
  }

  /// Waits until one is held back.
  void awaitHeld() throws InterruptedException {
    hold.orElseThrow().reached.await();
  }

  /// Hangs up on who waits, and passes all that is asked for from now on.
  void letGo() {
    Optional<Hold> old = hold;
    hold = Optional.empty();
    old.ifPresent(each -> each.over.countDown());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    requests.add(path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(leader.resolve(path))
            .method(
                exchange.getRequestMethod(),
                BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
    try {
      pass(client.send(request.build(), BodyHandlers.ofInputStream()), exchange);
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException(e));
    } finally {
      exchange.close(); // without an answer it hangs up
    }
  }

  private void pass(HttpResponse<InputStream> response, HttpExchange exchange)
      throws IOException, InterruptedException {
    long bytes = response.headers().firstValueAsLong("Content-Length").orElse(0);
    Optional<Hold> now = bytes >= LARGE_BYTES ? hold : Optional.empty();
    try (InputStream in = response.body()) {
      boolean none = response.statusCode() == 204;
      exchange.sendResponseHeaders(response.statusCode(), none ? -1 : bytes);
      OutputStream out = exchange.getResponseBody();
      if (now.isPresent()) {
        out.write(in.readNBytes(Math.toIntExact(bytes / 2)));
        out.flush();
        now.get().reached.countDown();
        now.get().over.await();
      } else {
        in.transferTo(out);
      }
    }
  }

  @Override
  public void close() {
    letGo();
    server.stop(0);
    client.close();
  }
}
