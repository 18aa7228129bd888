package dev.pictor.opensearch;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.Overloaded;
import dev.pictor.error.Unavailable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.opensearch.client.opensearch.generic.Body;
import org.opensearch.client.opensearch.generic.OpenSearchGenericClient;
import org.opensearch.client.opensearch.generic.Request;
import org.opensearch.client.opensearch.generic.Requests;
import org.opensearch.client.opensearch.generic.Response;
import org.opensearch.client.transport.OpenSearchTransport;
import org.opensearch.client.transport.httpclient5.ResponseException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A cluster that requests are put to as JSON. Thread-safe.
///
/// A request is tried again, with growing pauses, while the cluster says that it is busy (429) or
/// fails itself (500 and above), when a node ended in the middle of a search, and while no node
/// answers at all: so every request here may be carried out twice, and must then do what it does
/// once. A caller that is interrupted meanwhile still gets its answer.
final class Cluster implements AutoCloseable {

  static final JsonMapper JSON = JsonMapper.builder().build();

  /// Kind of the failure when an index is not there.
  static final String GONE = "index_not_found_exception";

  /// Kind of the failure of a write to an index that nobody may write to.
  static final String BLOCKED = "cluster_block_exception";

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);
  private static final Duration BUSY = Duration.ofSeconds(5);

  private final OpenSearchTransport transport;
  private final OpenSearchGenericClient client;
  private final FailsafeExecutor<Reply> patient;
  private final String where;
  private final Duration patience;
  private volatile boolean closed;

  /// What a cluster said.
  record Reply(int status, JsonNode body) {
    boolean ok() {
      return status < 300;
    }

    /// Whether the same request may succeed a moment later. A node that ends in the middle of a
    /// search comes as 500, or as 404 for the records that it was about to hand out.
    boolean isPassing() {
      return status == 429
          || status >= 500
          || (status == 404 && failure().equals("search_phase_execution_exception"));
    }

    /// Whether the cluster does not let this user do it. An index that nobody may write to is told
    /// with 403 as well.
    boolean isRefusal() {
      return status == 401 || (status == 403 && !failure().equals(BLOCKED));
    }

    /// Kind of the failure, such as `index_not_found_exception`; empty without one.
    String failure() {
      return body.at("/error/type").asString("");
    }
  }

  Cluster(OpenSearchConfig config) {
    this.transport = ClusterClient.transport(config);
    this.client = new OpenSearchGenericClient(transport);
    this.where = config.nodes().toString();
    this.patience = config.patience();
    this.patient =
        Failsafe.with(
            RetryPolicy.<Reply>builder()
                .handleIf(failure -> isPassing(failure))
                .handleResultIf(Reply::isPassing)
                .withBackoff(FIRST_PAUSE, LONGEST_PAUSE)
                .withJitter(0.25)
                .withMaxRetries(-1)
                .withMaxDuration(patience)
                .build());
  }

  /// How long a request is tried again.
  Duration patience() {
    return patience;
  }

  /// Whether the connection failed for another reason than that a side does not trust the other.
  private static boolean isPassing(@Nullable Throwable failure) {
    boolean connection = false;
    for (Throwable each = failure; each != null; each = each.getCause()) {
      connection |= each instanceof IOException || each instanceof UncheckedIOException;
      if (isDistrust(each)) {
        return false;
      }
    }
    return connection;
  }

  private static boolean isDistrust(Throwable failure) {
    return failure instanceof CertificateException || failure instanceof SSLPeerUnverifiedException;
  }

  /// The answer to a request that must succeed.
  JsonNode call(String method, String path, @Nullable Object body) {
    Reply reply = ask(method, path, Map.of(), body);
    if (!reply.ok()) {
      throw refused(method, path, reply);
    }
    return reply.body();
  }

  /// The answer to a request, whatever it is, but for passing failures.
  ///
  /// @param body JSON as maps and lists, or null for none
  Reply ask(String method, String path, Map<String, String> parameters, @Nullable Object body) {
    return send(
        Requests.create(
            method,
            path,
            List.of(),
            parameters,
            body == null
                ? null
                : Body.from(JSON.writeValueAsBytes(body), "application/json; charset=UTF-8")));
  }

  /// The answer to many small requests in one, a line each.
  Reply askLines(String path, Map<String, String> parameters, byte[] lines) {
    return send(
        Requests.create(
            "POST", path, List.of(), parameters, Body.from(lines, "application/x-ndjson")));
  }

  /// Makes an index. It may be there already from the same request, tried again.
  ///
  /// @throws NotFound when it is to be made of one that is not there
  void make(String path, Map<String, String> parameters, Map<String, Object> body) {
    Reply reply = ask("PUT", path, parameters, body);
    if (reply.failure().equals(GONE)) {
      throw gone(path);
    }
    if (!reply.ok() && !reply.failure().equals("resource_already_exists_exception")) {
      throw refused("PUT", path, reply);
    }
  }

  static NotFound gone(String path) {
    return new NotFound("index: %s (expected: one that was not deleted)".formatted(path));
  }

  /// The state of the shards of an index.
  JsonNode health(String index) {
    return call("GET", "/_cluster/health/" + index, null);
  }

  /// Deletes an index, if it is there.
  void delete(String index) {
    Reply reply = ask("DELETE", "/" + index, Map.of(), null);
    if (!reply.ok() && reply.status() != 404) {
      throw refused("DELETE", index, reply);
    }
  }

  private Reply send(Request request) {
    if (closed) {
      throw new Unavailable("the store is closed (expected: an open one)");
    }
    Reply reply = await(patient.getStageAsync(() -> once(request)));
    if (reply.status() == 429) {
      throw new Overloaded(
          "store: %s is busy (expected: a cluster that keeps up). Try again later."
              .formatted(where),
          BUSY);
    }
    if (reply.isRefusal()) {
      throw new Unavailable(
          "store: %s refuses: %d %s (expected: a user that may use indexes). Check store-user and store-password."
              .formatted(where, reply.status(), reason(reply)));
    }
    if (reply.isPassing()) {
      throw new Unavailable(
          "store: %s: %s (expected: a cluster with all shards). Look at its health."
              .formatted(where, reason(reply)));
    }
    return reply;
  }

  private CompletableFuture<Reply> once(Request request) {
    return client.executeAsync(request).thenApply(Cluster::read).exceptionally(Cluster::answered);
  }

  /// The transport tells some statuses (401, 403, 429, 500 and above) as failures of a connection,
  /// whose message has the body below its first line.
  private static Reply answered(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof ResponseException told) {
        String message = String.valueOf(told.getMessage());
        String body = message.substring(message.indexOf('\n') + 1);
        return new Reply(told.status(), json(body.getBytes(StandardCharsets.UTF_8)));
      }
    }
    throw new CompletionException(failure);
  }

  private static Reply read(Response response) {
    try (response) {
      JsonNode body = JSON.missingNode();
      if (response.getBody().isPresent()) {
        try (InputStream in = response.getBody().get().body()) {
          body = json(in.readAllBytes());
        }
      }
      return new Reply(response.getStatus(), body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What is not JSON, such as the page of a proxy, is told as the error.
  private static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (JacksonException e) {
      return JSON.createObjectNode().put("error", new String(body, StandardCharsets.UTF_8).strip());
    }
  }

  private Reply await(CompletableFuture<Reply> coming) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return coming.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw unreachable(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private RuntimeException unreachable(@Nullable Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (isDistrust(each)) {
        return new Unavailable(
            "store: %s: its certificate is not trusted, %s (expected: one for this name, by an authority of store-ca or that Java knows). Set store-ca to the PEM file of the authority."
                .formatted(where, each.getMessage()),
            each);
      }
    }
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof IOException || each instanceof UncheckedIOException) {
        return new Unavailable(
            "store: %s: %s (expected: a node that answers). Start the cluster, or check store-url."
                .formatted(where, each),
            each);
      }
    }
    return new IllegalStateException("a request to " + where + " failed", cause);
  }

  /// What a refusal means that nobody expects.
  static RuntimeException refused(String method, String path, Reply reply) {
    String reason = reason(reply);
    String what = "%s %s: %d %s".formatted(method, path, reply.status(), reason);
    if (reason.contains("too_many_clauses") || reason.contains("nested_too_deep")) {
      return new InvalidRequest("filter: too many conditions: " + reason);
    }
    return new IllegalStateException(what);
  }

  static String reason(Reply reply) {
    JsonNode error = reply.body().path("error");
    String cause = error.at("/root_cause/0/reason").asString("");
    String text = error.isString() ? error.asString() : error.path("reason").asString("");
    return "%s %s %s".formatted(error.path("type").asString(""), text, cause).strip();
  }

  @Override
  public void close() {
    closed = true;
    try {
      transport.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
