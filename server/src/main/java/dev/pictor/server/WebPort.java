package dev.pictor.server;

import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Dispatcher;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;

/// The open port. Closing waits some seconds for requests under way. Thread-safe.
final class WebPort implements AutoCloseable {

  private static final Duration REQUEST_PATIENCE = Duration.ofSeconds(5);
  private static final Duration CONNECTION_PATIENCE = Duration.ofMillis(500);

  private final Dispatcher dispatcher;
  private final WebServer web;
  private final URI uri;

  private WebPort(Dispatcher dispatcher, WebServer web, URI uri) {
    this.dispatcher = dispatcher;
    this.web = web;
    this.uri = uri;
  }

  /// @param port 0 takes a free one
  /// @param protocols what it speaks, and whether encrypted
  /// @throws InvalidRequest when the port is taken, or the host is no address of this machine
  static WebPort open(
      String host, int port, Dispatcher dispatcher, WebServerConfig.Builder protocols) {
    WebServer web =
        protocols
            .address(address(host))
            .port(port)
            .shutdownHook(false)
            // An answer of HTTP/2 leaves in several parts; without this, each but the first waits
            // for
            // the other side to acknowledge the one before, which it takes 40 ms for.
            .connectionOptions(options -> options.tcpNoDelay(true))
            .shutdownGracePeriod(CONNECTION_PATIENCE)
            .routing(routing -> routing.any(dispatcher))
            .build();
    requireFree(host, port);
    web.start();
    if (!web.isRunning()) {
      throw new IllegalStateException("the port %d on %s was not opened".formatted(port, host));
    }
    String scheme = protocols.tls().isPresent() ? "https" : "http";
    return new WebPort(
        dispatcher, web, URI.create("%s://%s:%d/".formatted(scheme, nameInUrl(host), web.port())));
  }

  /// Tried beforehand, because Helidon only logs that it cannot open a port and goes on.
  private static void requireFree(String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(File.separatorChar == '/'); // Windows would share the port
      socket.bind(new InetSocketAddress(address(host), port));
    } catch (IOException e) {
      throw new InvalidRequest(
          "port: %d on %s cannot be opened, %s (expected: a free one). Stop the other program, or choose another: the settings are port (--port), pinecone-port (--pinecone-port) and index-ports."
              .formatted(port, host, e.getMessage()),
          e);
    }
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new InvalidRequest(
          "host: " + host + " (expected: an address or a name of this machine)", e);
    }
  }

  private static String nameInUrl(String host) {
    return switch (host) {
      case "0.0.0.0", "::" -> "localhost";
      default -> host.contains(":") ? "[" + host + "]" : host;
    };
  }

  /// Where it answers, with a slash at the end.
  URI uri() {
    return uri;
  }

  @Override
  public void close() {
    dispatcher.drain(REQUEST_PATIENCE);
    web.stop();
  }
}
