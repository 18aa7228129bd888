package dev.pictor.server;

import dev.pictor.http.Dispatcher;
import dev.pictor.http.RequestObserver;
import dev.pictor.http.RouteGroup;
import dev.pictor.http.VirtualHosts;
import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import java.util.List;
import java.util.Optional;

/// Opens the ports of one server: all listen on one address, and all speak TLS once the operator
/// gave a certificate. Thread-safe.
///
/// Which version of HTTP a connection speaks is agreed on in the handshake of TLS. Without one, and
/// with a client that offers none, it is seen from the first bytes.
final class Ports {

  private static final String HTTP_1 = "http/1.1";
  private static final String HTTP_2 = "h2";

  private final String host;
  private final Optional<ServerCertificate> certificate;
  private final Dispatcher.Settings settings;
  private final RequestObserver observer;

  Ports(
      String host,
      Optional<ServerCertificate> certificate,
      Dispatcher.Settings settings,
      RequestObserver observer) {
    this.host = host;
    this.certificate = certificate;
    this.settings = settings;
    this.observer = observer;
  }

  boolean encrypted() {
    return certificate.isPresent();
  }

  /// A port that speaks HTTP/1.1.
  ///
  /// @param port 0 takes a free one
  /// @throws dev.pictor.error.InvalidRequest when the port is taken, or the host is no address of
  ///   this machine
  WebPort open(int port, List<RouteGroup> routes) {
    return WebPort.open(
        host,
        port,
        new Dispatcher(routes, settings, observer),
        web(List.of(HTTP_1)).addConnectionSelector(Http1Connections.plain()));
  }

  /// A port that speaks HTTP/2 as well, which gRPC needs.
  WebPort openForGrpc(int port, List<RouteGroup> routes) {
    return openForGrpc(port, new Dispatcher(routes, settings, observer));
  }

  /// The same for many sets of routes.
  WebPort openForGrpc(int port, VirtualHosts hosts) {
    return openForGrpc(port, new Dispatcher(hosts, settings, observer));
  }

  private WebPort openForGrpc(int port, Dispatcher dispatcher) {
    return WebPort.open(
        host,
        port,
        dispatcher,
        web(List.of(HTTP_2, HTTP_1))
            .addConnectionSelector(new Http2Connections())
            .addConnectionSelector(Http1Connections.upgradable()));
  }

  private WebServerConfig.Builder web(List<String> versions) {
    WebServerConfig.Builder web =
        WebServer.builder()
            // Else every port would offer the protocols of all libraries.
            .protocolsDiscoverServices(false);
    certificate.ifPresent(
        each ->
            web.tls(
                Tls.builder().sslContext(each.context()).applicationProtocols(versions).build()));
    return web;
  }
}
