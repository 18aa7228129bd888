package dev.pictor.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/// A server that gives one repository as a hub does: its list, its files by ranges, digests of the
/// files.
final class SmallHub implements AutoCloseable {

  static final String REPOSITORY = "owner/Tiny-CLIP";
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final Pattern FILE = Pattern.compile("/" + REPOSITORY + "/resolve/[^/]+/(.+)");
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> files;
  private final Map<String, String> digests = new ConcurrentHashMap<>();
  private final Map<String, Integer> held = new ConcurrentHashMap<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();

  /// @param files by path
  SmallHub(Map<String, byte[]> files) throws IOException {
    this.files = new TreeMap<>(files);
    files.forEach((path, bytes) -> digests.put(path, sha256(bytes)));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  String base() {
    return URI.create("http://localhost:" + server.getAddress().getPort()).toString();
  }

  /// Tells this digest of a file from now on.
  void digest(String path, String sha256) {
    digests.put(path, sha256);
  }

  /// The next answer with a file's content stops after so many bytes and never goes on.
  void holdAfter(String path, int bytes) {
    held.put(path, bytes);
  }

  /// What was asked: method, path and where it should start.
  List<String> requests() {
    return List.copyOf(requests);
  }

  private void answer(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    Optional<String> range = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"));
    requests.add(exchange.getRequestMethod() + " " + path + range.map(" "::concat).orElse(""));
    try (exchange) {
      Matcher file = FILE.matcher(path);
      if (path.startsWith("/api/models/" + REPOSITORY + "/tree/")) {
        send(exchange, 200, list(), Integer.MAX_VALUE);
      } else if (file.matches() && files.containsKey(file.group(1))) {
        give(exchange, file.group(1), range);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    } catch (IOException e) {
      // The client went away, which some tests want.
    }
  }

  private byte[] list() {
    List<Map<String, Object>> list = new ArrayList<>();
    files.forEach(
        (path, bytes) ->
            list.add(
                Map.of(
                    "type",
                    "file",
                    "path",
                    path,
                    "size",
                    bytes.length,
                    "lfs",
                    Map.of("oid", digest(path), "size", bytes.length))));
    return JsonMapper.shared().writeValueAsBytes(list);
  }

  private String digest(String path) {
    return digests.getOrDefault(path, "");
  }

  private void give(HttpExchange exchange, String path, Optional<String> range) throws IOException {
    byte[] whole = files.getOrDefault(path, new byte[0]);
    exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
    exchange.getResponseHeaders().set("ETag", "\"" + digest(path) + "\"");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(whole.length));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    Matcher start = RANGE.matcher(range.orElse(""));
    int from = start.matches() ? Integer.parseInt(start.group(1)) : 0;
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes %d-%d/%d".formatted(from, whole.length - 1, whole.length));
    }
    byte[] rest = java.util.Arrays.copyOfRange(whole, from, whole.length);
    Integer most = held.remove(path);
    send(exchange, from > 0 ? 206 : 200, rest, most == null ? Integer.MAX_VALUE : most);
    if (most != null) {
      awaitEnd();
    }
  }

  private static void send(HttpExchange exchange, int code, byte[] body, int most)
      throws IOException {
    exchange.sendResponseHeaders(code, body.length);
    exchange.getResponseBody().write(body, 0, Math.min(body.length, most));
    exchange.getResponseBody().flush();
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
