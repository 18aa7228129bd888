package dev.pictor.roboflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.clients.Programs;
import dev.pictor.http.Json;
import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Runs the scripts of `examples/tutorial` as a user would: a fresh Python environment with the
/// published packages, the bundled model, real photos. Needs Python 3.11 or newer and a package
/// index; run with `-Plong`.
@Tag("python")
class PythonClientsTest {

  private static final Path TUTORIAL = Path.of("../examples/tutorial").toAbsolutePath().normalize();
  private static final Path PHOTOS = TUTORIAL.resolveSibling("photos");
  private static final String KEY = "a-key-for-tests";

  @TempDir static Path data;
  private static Path python;
  private static @Nullable PictorServer server;
  private static String address;

  @BeforeAll
  static void start() throws Exception {
    python = Programs.python("roboflow", TUTORIAL.resolve("requirements.txt"));
    server =
        PictorServer.start(ServerConfig.builder().data(data).port(0).apiKeys(List.of(KEY)).build());
    assertThat(server.awaitModel()).isTrue();
    address = "http://127.0.0.1:" + server.port();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static JsonNode script(String name) throws IOException, InterruptedException {
    String output =
        Programs.run(
            TUTORIAL,
            Map.of("PICTOR_URL", address, "PICTOR_API_KEY", KEY),
            List.of(python.toString(), name, PHOTOS.toString()));
    return Json.read(output.substring(output.indexOf('{')).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theTutorialFindsTheRightPhotos() throws Exception {
    JsonNode report = script("tutorial.py");

    assertThat(report.path("pictures").intValue()).isEqualTo(210);
    assertThat(report.path("dimension").intValue()).isEqualTo(512);
    String best = report.path("text").get(0).path("id").stringValue();
    assertThat(best).startsWith("animals/");
    assertThat(report.path("same_text").booleanValue()).isTrue();
    assertThat(report.path("cache_hits").intValue()).isEqualTo(1);
    assertThat(report.path("picture").get(0).path("id").stringValue()).isEqualTo(best);
    assertThat(report.path("mixed").get(0).path("id").stringValue()).startsWith("animals/");
    assertThat(report.path("tags").get(0).stringValue()).isEqualTo("a bird");
  }

  @Test
  void thePublishedClientWorksUnmodified() throws Exception {
    JsonNode report = script("with_sdk.py");

    assertThat(report.path("server").stringValue()).isEqualTo("Pictor");
    assertThat(report.path("error").stringValue()).contains("Malformed base64 input image.");
  }
}
