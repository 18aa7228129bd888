package dev.pictor.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.pictor.http.FetchedPicture.Refusal;
import dev.pictor.http.FetchedPicture.Refused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Pictures over TLS: the address was checked before, so the certificate is what still ties the
/// answer to the name.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecurePictureFetcherTest {

  private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 1, 2, 3};
  private static final String NAME = "pictures.example";

  @TempDir static Path folder;
  private final AtomicInteger answered = new AtomicInteger();
  private HttpsServer server;
  private SSLSocketFactory trusting;

  @BeforeAll
  void start() throws Exception {
    TestCertificates certificates = new TestCertificates(folder, NAME);
    trusting = certificates.client().getSocketFactory();
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.setHttpsConfigurator(new HttpsConfigurator(certificates.server()));
    server.createContext(
        "/x.jpg",
        exchange -> {
          answered.incrementAndGet();
          exchange.sendResponseHeaders(200, JPEG.length);
          exchange.getResponseBody().write(JPEG);
          exchange.close();
        });
    server.createContext(
        "/elsewhere",
        exchange -> {
          exchange.getResponseHeaders().set("Location", url("other.example"));
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  void stop() {
    server.stop(0);
  }

  @BeforeEach
  void forget() {
    answered.set(0);
  }

  private String url(String host) {
    return "https://" + host + ":" + server.getAddress().getPort() + "/x.jpg";
  }

  /// Every name is this machine, as a name server could claim.
  private static PictureFetcher fetcher(SSLSocketFactory trust) {
    return new PictureFetcher(
        true,
        FetchLimits.defaults(),
        new PictureFetcher.Network(
            address -> true, host -> new InetAddress[] {InetAddress.getLoopbackAddress()}, trust));
  }

  private void assertRefused(FetchedPicture result) {
    assertThat(result).isInstanceOf(Refused.class);
    assertThat(((Refused) result).refusal()).isEqualTo(Refusal.UNREACHABLE);
    assertThat(answered).hasValue(0);
  }

  @Test
  void aPictureBehindATrustedCertificateIsFetched() {
    assertThat(fetcher(trusting).bytes(url(NAME))).isEqualTo(JPEG);
    assertThat(answered).hasValue(1);
  }

  @Test
  void aCertificateOfAnotherNameIsRefusedBeforeTheRequestIsSent() {
    assertRefused(fetcher(trusting).fetch(url("other.example")));
  }

  @Test
  void aRedirectToANameThatTheCertificateDoesNotHaveIsRefused() {
    assertRefused(fetcher(trusting).fetch(url(NAME).replace("/x.jpg", "/elsewhere")));
  }

  @Test
  void anUnknownAuthorityIsRefusedByTheTrustOfTheJdk() throws IOException {
    SSLSocketFactory usual = (SSLSocketFactory) SSLSocketFactory.getDefault();

    assertRefused(fetcher(usual).fetch(url(NAME)));
  }
}
