package dev.pictor.opensearch;

import dev.pictor.error.InvalidRequest;
import dev.pictor.error.Unavailable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.opensearch.client.transport.OpenSearchTransport;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder;

/// Makes the official client's transport as a configuration wants it.
final class ClusterClient {

  private static final Timeout CONNECT = Timeout.ofSeconds(5);
  private static final Timeout ANSWER = Timeout.ofMinutes(2);
  private static final int CONNECTIONS = 64;

  private ClusterClient() {}

  /// Connects to nothing yet.
  static OpenSearchTransport transport(OpenSearchConfig config) {
    HttpHost[] hosts = config.nodes().stream().map(ClusterClient::host).toArray(HttpHost[]::new);
    ApacheHttpClient5TransportBuilder builder =
        ApacheHttpClient5TransportBuilder.builder(hosts)
            .setDefaultHeaders(headers(config))
            .setRequestConfigCallback(request -> request.setResponseTimeout(ANSWER));
    var connections =
        PoolingAsyncClientConnectionManagerBuilder.create()
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(CONNECT)
                    .setSocketTimeout(ANSWER)
                    .build())
            .setMaxConnPerRoute(CONNECTIONS)
            .setMaxConnTotal(CONNECTIONS * hosts.length);
    config
        .authorities()
        .ifPresent(
            pem ->
                connections.setTlsStrategy(
                    ClientTlsStrategyBuilder.create().setSslContext(trusting(pem)).buildAsync()));
    return builder
        .setHttpClientConfigCallback(http -> http.setConnectionManager(connections.build()))
        .build();
  }

  private static HttpHost host(URI node) {
    int port = node.getPort() >= 0 ? node.getPort() : 9200;
    return new HttpHost(node.getScheme(), node.getHost(), port);
  }

  private static Header[] headers(OpenSearchConfig config) {
    return config
        .login()
        .map(login -> login.user() + ":" + login.password())
        .map(pair -> Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
        .map(encoded -> new Header[] {new BasicHeader("Authorization", "Basic " + encoded)})
        .orElseGet(() -> new Header[0]);
  }

  /// Trusts the certificates of `pem` as well as those that Java trusts.
  private static SSLContext trusting(Path pem) {
    try (InputStream in = Files.newInputStream(pem)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509TrustManager each : managers(null)) {
        add(store, Arrays.asList(each.getAcceptedIssuers()));
      }
      List<Certificate> given =
          new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(in));
      if (given.isEmpty()) {
        throw new InvalidRequest(
            "store-ca: %s has no certificate (expected: PEM certificates)".formatted(pem));
      }
      add(store, given);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(store).toArray(TrustManager[]::new), null);
      return context;
    } catch (IOException e) {
      throw new Unavailable(
          "store-ca: %s cannot be read: %s (expected: a file of PEM certificates)"
              .formatted(pem, e),
          e);
    } catch (GeneralSecurityException e) {
      throw new InvalidRequest(
          "store-ca: %s: %s (expected: a file of PEM certificates)".formatted(pem, e), e);
    }
  }

  private static void add(KeyStore store, List<? extends Certificate> certificates)
      throws GeneralSecurityException {
    for (Certificate each : certificates) {
      store.setCertificateEntry("authority-" + store.size(), each);
    }
  }

  private static List<X509TrustManager> managers(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .toList();
  }
}
