package dev.pictor.models;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Two servers that behave as a hub does: the hub itself redirects large files to a store on
/// another origin. What goes wrong is queued by the tests, one thing for each request of a file.
final class FakeHub implements AutoCloseable {

  static final String REPOSITORY = "owner/clip";
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  /// What happens to a request of a file's content.
  sealed interface Mishap {
    /// An answer with this code and these headers.
    record Code(int code, Map<String, String> headers) implements Mishap {}

    /// The connection ends after so many bytes of the body.
    record BreakAfter(int bytes) implements Mishap {}

    /// The connection ends before anything was answered.
    record HangUp() implements Mishap {}

    /// The answer starts and nothing more comes.
    record Stall() implements Mishap {}

    /// Ranges are not understood.
    record NoRanges() implements Mishap {}
  }

  /// A request as the hub or the store saw it.
  record Seen(String origin, String method, String path, Map<String, String> headers) {
    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }
  }

  /// A file as the hub has it.
  @SuppressWarnings("ArrayRecordComponent")
  record Content(byte[] bytes, String etag, boolean large) {}

  private static final Pattern FILE = Pattern.compile("/" + REPOSITORY + "/resolve/([^/]+)/(.+)");

  private final HttpServer hub = server();
  private final HttpServer store = server();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Content> files = new ConcurrentHashMap<>();
  private final Map<String, Queue<Mishap>> mishaps = new ConcurrentHashMap<>();

  @GuardedBy("this")
  private long received;

  private final CountDownLatch end = new CountDownLatch(1);
  private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
  private volatile String listPage = "[]";
  private volatile Optional<String> storeEtag = Optional.empty();

  FakeHub() {
    hub.createContext("/", exchange -> answer("hub", exchange, this::atHub));
    store.createContext("/", exchange -> answer("store", exchange, this::atStore));
    hub.setExecutor(threads);
    store.setExecutor(threads);
    hub.start();
    store.start();
  }

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  URI base() {
    return base(hub);
  }

  private static URI base(HttpServer server) {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  HubSettings settings(String token, boolean mirror) {
    return new HubSettings(
        base(), token, mirror, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ZERO, 4);
  }

  Hub client() {
    return new Hub(new RemoteSource(settings("", false)));
  }

  /// A file that lies in the store, with its SHA-256 for a tag.
  void large(String path, byte[] bytes) {
    files.put(path, new Content(bytes, Digests.sha256(bytes), true));
  }

  /// A file that the hub gives itself, with a git hash for a tag.
  void small(String path, byte[] bytes) {
    files.put(path, new Content(bytes, Digests.sha256(bytes).substring(0, 40), false));
  }

  void put(String path, Content content) {
    files.put(path, content);
  }

  void next(String path, Mishap... happens) {
    mishaps.computeIfAbsent(path, _ -> new ArrayDeque<>()).addAll(List.of(happens));
  }

  void list(String json) {
    listPage = json;
  }

  /// From now on the store tags its content so, as a store does that was changed.
  void storeEtag(String etag) {
    storeEtag = Optional.of(etag);
  }

  List<Seen> seen() {
    return List.copyOf(seen);
  }

  /// Requests of a file's content where the content lies.
  List<Seen> contentRequests(String path) {
    return seen().stream()
        .filter(each -> each.method().equals("GET") && each.path().endsWith("/" + path))
        .filter(each -> each.origin().equals("store") || !content(path).large())
        .toList();
  }

  private Content content(String path) {
    return Objects.requireNonNull(files.get(path), path);
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  private void answer(String origin, HttpExchange exchange, Handler handler) {
    Map<String, String> headers = new ConcurrentHashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    seen.add(
        new Seen(origin, exchange.getRequestMethod(), exchange.getRequestURI().getPath(), headers));
    try (exchange) {
      handler.handle(exchange);
    } catch (IOException e) {
      // The client went away, which some tests want.
    }
  }

  private void atHub(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.startsWith("/api/models/" + REPOSITORY + "/tree/")) {
      byte[] json = listPage.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, json.length);
      exchange.getResponseBody().write(json);
      return;
    }
    Matcher file = FILE.matcher(path);
    if (!file.matches() || !files.containsKey(file.group(2))) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    Content content = content(file.group(2));
    exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
    if (!content.large()) {
      give(exchange, file.group(2), content, "\"" + content.etag() + "\"");
      return;
    }
    Headers headers = exchange.getResponseHeaders();
    headers.set("X-Linked-Etag", "\"" + content.etag() + "\"");
    headers.set("X-Linked-Size", Integer.toString(content.bytes().length));
    headers.set("Location", base(store) + "/blobs/" + file.group(2));
    exchange.sendResponseHeaders(302, -1);
  }

  private void atStore(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring("/blobs/".length());
    Content content = content(path);
    give(exchange, path, content, storeEtag.orElse("\"store-" + content.etag() + "\""));
  }

  private void give(HttpExchange exchange, String path, Content content, String etag)
      throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    Queue<Mishap> queue = mishaps.getOrDefault(path, new ArrayDeque<>());
    Optional<Mishap> mishap = head ? Optional.empty() : Optional.ofNullable(queue.poll());
    exchange.getResponseHeaders().set("ETag", etag);
    switch (mishap.orElse(null)) {
      case null -> whole(exchange, content, etag, true, Integer.MAX_VALUE);
      case Mishap.Code(int code, Map<String, String> headers) -> {
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(code, -1);
      }
      case Mishap.BreakAfter(int bytes) -> {
        whole(exchange, content, etag, true, bytes);
        awaitReceipt(start(exchange, etag) + bytes);
      }
      case Mishap.NoRanges() -> whole(exchange, content, etag, false, Integer.MAX_VALUE);
      case Mishap.HangUp() -> exchange.close();
      case Mishap.Stall() -> {
        exchange.sendResponseHeaders(200, content.bytes().length);
        exchange.getResponseBody().flush();
        awaitEnd();
      }
    }
  }

  /// The client tells how much of a file it has, so that a connection breaks after that and not
  /// before.
  synchronized void received(long bytes) {
    received = bytes;
    notifyAll();
  }

  private synchronized void awaitReceipt(long bytes) {
    try {
      while (received < bytes && end.getCount() > 0) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void whole(
      HttpExchange exchange, Content content, String etag, boolean ranges, int most)
      throws IOException {
    byte[] bytes = content.bytes();
    int from = ranges ? start(exchange, etag) : 0;
    if (from >= bytes.length && from > 0) {
      exchange.getResponseHeaders().set("Content-Range", "bytes */" + bytes.length);
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes %d-%d/%d".formatted(from, bytes.length - 1, bytes.length));
    }
    int count = bytes.length - from;
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(count));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, count);
    exchange.getResponseBody().write(bytes, from, Math.min(count, most));
    exchange.getResponseBody().flush();
  }

  /// Where the client wants to go on, if what it has is still the same.
  private static int start(HttpExchange exchange, String etag) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    String condition = exchange.getRequestHeaders().getFirst("If-Range");
    if (range == null || (condition != null && !condition.equals(etag))) {
      return 0;
    }
    return Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
  }

  @Override
  public void close() {
    end.countDown();
    received(Long.MAX_VALUE);
    hub.stop(0);
    store.stop(0);
    threads.shutdownNow();
  }
}
