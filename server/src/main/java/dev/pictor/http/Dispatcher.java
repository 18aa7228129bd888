package dev.pictor.http;

import dev.pictor.clip.CallerGone;
import dev.pictor.error.ServiceException;
import dev.pictor.error.Unavailable;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// The one way of every request: id, CORS, host, key, route, reply, error format, metrics, log.
/// Thread-safe.
public final class Dispatcher implements io.helidon.webserver.http.Handler {

  /// What the operator may set.
  ///
  /// @param leader where changes are to be sent instead; empty when this server takes them
  public record Settings(
      ApiKeys keys, HostCheck hosts, long maxRequestBytes, Optional<String> leader) {

    /// Of a server that takes changes.
    public Settings(ApiKeys keys, HostCheck hosts, long maxRequestBytes) {
      this(keys, hosts, maxRequestBytes, Optional.empty());
    }
  }

  private static final Logger LOG = System.getLogger(Dispatcher.class.getName());
  private static final String UNMATCHED = "unmatched";
  private static final int MAX_REQUEST_ID = 128;

  /// As nginx calls it; for the metrics, as hardly anyone is there to read it.
  private static final int CLIENT_GONE = 499;

  private final Function<Call, Router> routers;
  private final Settings settings;
  private final RequestObserver observer;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private int inFlight; // guarded by lock

  public Dispatcher(List<RouteGroup> groups, Settings settings, RequestObserver observer) {
    Router router = new Router(groups);
    this(_ -> router, settings, observer);
  }

  /// Chooses the routes by the host of each request.
  public Dispatcher(VirtualHosts hosts, Settings settings, RequestObserver observer) {
    this(hosts::of, settings, observer);
  }

  private Dispatcher(Function<Call, Router> routers, Settings settings, RequestObserver observer) {
    this.routers = routers;
    this.settings = settings;
    this.observer = observer;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    enter();
    try {
      String id = requestId(request);
      ScopedValue.where(RequestContext.REQUEST_ID, id).run(() -> serve(request, response, id));
    } finally {
      leave();
    }
    closeWhenAsked(request);
  }

  /// Helidon promises to close the connection then, but waits for the next request instead
  /// (<https://github.com/helidon-io/helidon/issues/12324>).
  private void closeWhenAsked(ServerRequest request) {
    if (!request.headers().contains(HeaderValues.CONNECTION_CLOSE)) {
      return;
    }
    if (request.content().hasEntity() && !request.content().consumed()) {
      // Closing before all has come would take the answer back.
      try (InputStream rest = request.content().inputStream()) {
        long _ = rest.skip(settings.maxRequestBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new CloseConnectionException("the client asked for it");
  }

  private void serve(ServerRequest request, ServerResponse response, String id) {
    long start = System.nanoTime();
    String path = "/" + request.prologue().uriPath().rawPath().replaceFirst("^/+", "");
    Call call = new Call(request, path, id, settings.maxRequestBytes());
    Router router = routers.apply(call);
    RouteGroup group = router.groupOf(path);
    String pattern = UNMATCHED;
    Reply reply;
    try {
      settings.hosts().require(call);
      if (call.header("Access-Control-Request-Method").isPresent()
          && call.method().equals("OPTIONS")) {
        reply = group.cors().preflight(call);
      } else {
        Router.Found found = router.find(call.method(), path);
        group = found.group();
        pattern = found.route().path();
        settings.hosts().requirePage(call, group.cors());
        Call routed = call.withPathValues(found.pathValues());
        try {
          reply = answer(routed, found);
        } finally {
          routed.release();
        }
      }
    } catch (HttpFailure e) {
      reply = group.errors().protocol(e, call);
    }
    Map<String, String> cors = call.header("Origin").map(group.cors()::headers).orElse(Map.of());
    reply = reply.withAll(cors);
    try {
      send(reply.with("X-Request-ID", id), response, call.method().equals("HEAD"));
    } finally {
      done(call, pattern, reply.status(), Duration.ofNanos(System.nanoTime() - start));
    }
  }

  private Reply answer(Call call, Router.Found found) {
    RouteGroup group = found.group();
    try {
      if (closing.get()) {
        throw new Unavailable("server: closing (expected: a running one). Try again later.");
      }
      settings.keys().require(call, group.keys(), found.route().access());
      if (settings.leader().isPresent() && found.route().access().includes(Access.WRITE)) {
        throw HttpFailure.readOnly(settings.leader().get());
      }
      return found.route().handler().handle(call);
    } catch (CallerGone e) {
      return Reply.text(CLIENT_GONE, "text/plain; charset=utf-8", "The client hung up.");
    } catch (ServiceException e) {
      return group.errors().service(e, call);
    } catch (HttpFailure e) {
      return group.errors().protocol(e, call);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.log(Level.ERROR, "request failed by a fault path=" + call.path(), e);
      return group.errors().fault(call);
    }
  }

  private static void send(Reply reply, ServerResponse response, boolean headOnly) {
    response.status(io.helidon.http.Status.create(reply.status(), Statuses.phrase(reply.status())));
    reply.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    response.header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
    if (!reply.trailers().isEmpty()) {
      response.header(HeaderNames.TRAILER, String.join(", ", reply.trailers().keySet()));
      reply
          .trailers()
          .forEach((name, value) -> response.trailers().set(HeaderNames.create(name), value));
    }
    switch (reply.body()) {
      case Reply.Body.Bytes(byte[] bytes) -> {
        if (headOnly) {
          response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length));
          response.send();
        } else if (bytes.length == 0 && reply.trailers().isEmpty()) {
          response.send();
        } else {
          response.send(bytes);
        }
      }
      case Reply.Body.Stream(Reply.Writer writer) -> {
        if (headOnly) {
          response.send();
        } else {
          stream(writer, response);
        }
      }
    }
  }

  private static void stream(Reply.Writer writer, ServerResponse response) {
    try (OutputStream out = response.outputStream()) {
      writer.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void done(Call call, String pattern, int status, Duration duration) {
    observer.answered(call.method(), pattern, status, duration);
    LOG.log(
        Level.DEBUG,
        () ->
            "request method=%s path=%s status=%d millis=%.1f"
                .formatted(call.method(), call.path(), status, duration.toNanos() / 1e6));
  }

  private static String requestId(ServerRequest request) {
    return request
        .headers()
        .first(HeaderNames.create("X-Request-ID"))
        .filter(id -> id.length() <= MAX_REQUEST_ID && id.chars().allMatch(c -> c > ' ' && c < 127))
        .orElseGet(Dispatcher::newRequestId);
  }

  private static String newRequestId() {
    byte[] bytes = new byte[16];
    ThreadLocalRandom.current().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private void enter() {
    lock.lock();
    try {
      inFlight++;
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    lock.lock();
    try {
      inFlight--;
      if (inFlight == 0) {
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Answers later requests with 503 and waits until those under way are done.
  ///
  /// @return whether all of them ended within `patience`
  public boolean drain(Duration patience) {
    closing.set(true);
    long left = patience.toNanos();
    lock.lock();
    try {
      while (inFlight > 0 && left > 0) {
        left = idle.awaitNanos(left);
      }
      return inFlight == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
