package dev.pictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.http.TestCertificates;
import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands and a server with a certificate that the machine does not know.
class TlsCommandsTest {

  private static final Path PHOTO = Path.of("../examples/photos/kodak/kodim05.jpg");

  @TempDir Path folder;

  private ServerConfig config(TestCertificates certificates) throws Exception {
    return ServerConfig.builder()
        .data(folder.resolve("data"))
        .port(0)
        .tlsCertificate(Optional.of(certificates.certificate()))
        .tlsKey(Optional.of(certificates.key()))
        .build();
  }

  @Test
  void aServerThatHoldsTheFolderIsKnownByWhatItWroteThere() throws Exception {
    TestCertificates elsewhere = new TestCertificates(folder, "pictor.example");
    try (PictorServer server = PictorServer.start(config(elsewhere))) {
      assertThat(server.awaitModel()).isTrue();
      Program.Outcome listed =
          Program.here("models", "list", "--data", folder.resolve("data").toString());
      assertThat(listed.err()).isEmpty();
      assertThat(listed.out()).contains("pocket");
    }
  }

  @Test
  void aServerElsewhereIsTrustedThroughItsAuthority() throws Exception {
    TestCertificates certificates = new TestCertificates(folder, "localhost");
    try (PictorServer server = PictorServer.start(config(certificates))) {
      String url = "https://localhost:" + server.port();
      String authority = certificates.authority().toString();
      Program.Outcome trusted = Program.here("models", "list", "--url", url, "--ca", authority);
      assertThat(trusted.code()).as(trusted.err()).isZero();
      assertThat(trusted.out()).contains("pocket");

      Program.Outcome stranger = Program.here("models", "list", "--url", url);
      assertThat(stranger.code()).isEqualTo(1);
      assertThat(stranger.err()).contains(url, "no certificate that is trusted", "--ca FILE");

      String other = "https://127.0.0.1:" + server.port();
      Program.Outcome misnamed = Program.here("models", "list", "--url", other, "--ca", authority);
      assertThat(misnamed.code()).isEqualTo(1);
      assertThat(misnamed.err()).contains(other, "no certificate that is trusted");

      Program.Outcome mistaken =
          Program.here("models", "list", "--url", url, "--ca", folder + "/missing");
      assertThat(mistaken.code()).isEqualTo(2);
      assertThat(mistaken.err()).contains("--ca: " + folder + "/missing");
    }
  }

  @Test
  void doctorTellsOfTheCertificate() throws Exception {
    TestCertificates certificates = new TestCertificates(folder, "localhost");
    Path settings = folder.resolve("pictor.yaml");
    String text = "data: %s\ntls-certificate: %s\ntls-key: %s\n";
    Path data = folder.resolve("data");
    Files.writeString(
        settings, text.formatted(data, certificates.certificate(), certificates.key()));
    assertThat(Program.here("doctor", "--config", settings.toString()).out())
        .containsPattern("ok +TLS +certificate until 2");
    Path missing = folder.resolve("missing.key");
    Files.writeString(settings, text.formatted(data, certificates.certificate(), missing));
    assertThat(Program.here("doctor", "--config", settings.toString()).out())
        .containsPattern("!! +TLS +certificate")
        .contains("tls-key: " + missing + " cannot be read");
  }

  /// Neither the keys nor the name in the certificate help it: it has a key of its own, and knows
  /// its certificate.
  @Test
  void serveShowsTheProgressOfItsOwnServer() throws Exception {
    TestCertificates elsewhere = new TestCertificates(folder, "pictor.example");
    Path photos = Files.createDirectory(folder.resolve("photos"));
    Files.copy(PHOTO, photos.resolve("a.jpg"));
    Program program =
        new Program(
            folder,
            Map.of(
                "PICTOR_API_KEYS",
                "sha256:7a22da1ddf51a945bde6a3e940cdf91c9815108dc7235fe60da782dec55fb883"));
    Process process =
        program
            .builder(
                "serve",
                "--no-browser",
                "--port=0",
                "--data=" + folder.resolve("data"),
                "--photos=" + photos,
                "--tls-certificate=" + elsewhere.certificate(),
                "--tls-key=" + elsewhere.key())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      List<String> told =
          lines.lines().takeWhile(line -> !line.startsWith("1 pictures: 1 indexed")).toList();
      assertThat(process.isAlive()).as(told.toString()).isTrue();
      assertThat(told).anyMatch(line -> line.startsWith("Pictor is at https://127.0.0.1:"));
    } finally {
      process.destroyForcibly().onExit().join();
    }
  }
}
