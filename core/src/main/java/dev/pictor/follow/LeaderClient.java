package dev.pictor.follow;

import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.ServiceException;
import dev.pictor.store.CommitHead;
import dev.pictor.store.FileMark;
import dev.pictor.store.SpecJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Requests to the server that is followed. Thread-safe.
final class LeaderClient implements AutoCloseable {

  /// What a leader has.
  ///
  /// @param unreadable names of collections that exist there and cannot be read now
  record Heads(List<CommitHead> heads, Set<String> unreadable) {}

  /// A commit whose files the leader keeps for a while.
  record Lease(String id, CommitHead head, SortedMap<String, FileMark> files) {}

  private static final String API = "api/v1/";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int PIECE = 1 << 16;

  private final FollowSettings settings;
  private final HttpClient http;

  /// @throws InvalidRequest when the authorities cannot be read
  LeaderClient(FollowSettings settings) {
    this.settings = settings;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(TIMEOUT);
    settings.authorities().ifPresent(file -> builder.sslContext(trusting(file)));
    this.http = builder.build();
  }

  private static SSLContext trusting(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority-" + store.size(), each);
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new InvalidRequest(
          "follow-ca: %s cannot be used, %s (expected: a file of certificates in PEM)"
              .formatted(file, e),
          e);
    }
  }

  Heads heads() throws IOException {
    JsonNode json = json(send(request(API + "commits").GET()));
    List<CommitHead> heads = new ArrayList<>();
    for (JsonNode each : json.path("collections")) {
      heads.add(head(each));
    }
    Set<String> unreadable = new HashSet<>();
    json.path("unreadable").forEach(each -> unreadable.add(each.asString("")));
    return new Heads(heads, unreadable);
  }

  private static CommitHead head(JsonNode json) throws IOException {
    try {
      return new CommitHead(
          SpecJson.read(json.required("spec")),
          json.required("commit").asString(),
          json.required("version").asLong());
    } catch (JacksonException | ServiceException | IllegalArgumentException e) {
      throw new IOException("the leader tells a commit that has no meaning here: " + e, e);
    }
  }

  Lease hold(String collection) throws IOException {
    JsonNode json =
        json(
            send(
                request(API + "collections/" + segment(collection) + "/commits")
                    .POST(BodyPublishers.noBody())));
    SortedMap<String, FileMark> files = new TreeMap<>();
    json.path("files")
        .forEachEntry(
            (name, mark) ->
                files.put(
                    name,
                    new FileMark(mark.path("bytes").asLong(-1), mark.path("checksum").asLong(-1))));
    return new Lease(json.path("lease").asString(""), head(json), files);
  }

  /// Writes a file of a lease from its byte `from` on.
  void copy(String lease, String file, long from, OutputStream to) throws IOException {
    String path = API + "commits/" + segment(lease) + "/files/" + segment(file) + "?from=" + from;
    try (InputStream in = send(request(path).GET()).body()) {
      byte[] piece = new byte[PIECE];
      while (true) {
        // A leader that stops in the middle would be waited for without end.
        CompletableFuture<Boolean> late =
            new CompletableFuture<Boolean>()
                .completeOnTimeout(true, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        var _ = late.thenRun(() -> giveUp(in));
        int count = in.read(piece);
        late.cancel(false);
        if (count < 0) {
          return;
        }
        to.write(piece, 0, count);
      }
    }
  }

  private static void giveUp(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      // Whoever reads is told.
    }
  }

  void release(String lease) throws IOException {
    send(request(API + "commits/" + segment(lease) + "/release").POST(BodyPublishers.noBody()))
        .body()
        .close();
  }

  /// An answer of the leader, whatever it says; close its body.
  HttpResponse<InputStream> get(String path) throws IOException {
    return exchange(request(path).GET());
  }

  static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpRequest.Builder request(String path) {
    String base = settings.leader().toString();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + (base.endsWith("/") ? "" : "/") + path))
            .timeout(TIMEOUT)
            .header("User-Agent", "pictor");
    if (!settings.key().isEmpty()) {
      request.header("Authorization", "Bearer " + settings.key());
    }
    return request;
  }

  private HttpResponse<InputStream> exchange(HttpRequest.Builder request) throws IOException {
    try {
      return http.send(request.build(), BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (IOException e) {
      throw LeaderFailure.unreachable(settings.leader(), e);
    }
  }

  private HttpResponse<InputStream> send(HttpRequest.Builder request) throws IOException {
    HttpResponse<InputStream> response = exchange(request);
    int status = response.statusCode();
    if (status / 100 == 2) {
      return response;
    }
    try (InputStream body = response.body()) {
      String said = new String(body.readNBytes(PIECE), StandardCharsets.UTF_8);
      if (status == 404) {
        throw new NotFound("%s answers 404: %s".formatted(settings.leader(), shown(said)));
      }
      if (status == 401 || status == 403) {
        throw LeaderFailure.keyRefused(settings.leader(), status);
      }
      throw new IOException("%s answers %d: %s".formatted(settings.leader(), status, shown(said)));
    }
  }

  /// The sentence of a problem document, else the beginning of what was said.
  private static String shown(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    try {
      line = JsonMapper.shared().readTree(text).path("detail").asString(line);
    } catch (JacksonException e) {
      // No document of ours.
    }
    return line.length() <= 200 ? line : line.substring(0, 200) + "…";
  }

  private static JsonNode json(HttpResponse<InputStream> response) throws IOException {
    try (InputStream body = response.body()) {
      return JsonMapper.shared().readTree(body);
    } catch (JacksonException e) {
      throw new IOException("the leader's answer is no JSON", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
