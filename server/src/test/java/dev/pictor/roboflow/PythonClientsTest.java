package dev.pictor.roboflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.http.Json;
import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  private static final Path VENV = Path.of("target/python").toAbsolutePath();
  private static final String KEY = "a-key-for-tests";

  @TempDir static Path data;
  private static @Nullable PictorServer server;

  @BeforeAll
  static void start() throws Exception {
    installPackages();
    server =
        PictorServer.start(ServerConfig.builder().data(data).port(0).apiKeys(List.of(KEY)).build());
    assertThat(server.awaitModel()).isTrue();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  /// Once for each content of the requirements.
  private static void installPackages() throws Exception {
    Path requirements = TUTORIAL.resolve("requirements.txt");
    Path installed = VENV.resolve("installed.txt");
    if (Files.exists(installed) && Files.mismatch(installed, requirements) == -1) {
      return;
    }
    run("python3", "-m", "venv", "--clear", VENV.toString());
    run(VENV.resolve("bin/pip").toString(), "install", "--quiet", "-r", requirements.toString());
    Files.copy(requirements, installed);
  }

  private static String run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)));
    if (server != null) {
      builder.environment().put("PICTOR_URL", "http://127.0.0.1:" + server.port());
      builder.environment().put("PICTOR_API_KEY", KEY);
    }
    Path errors = Files.createTempFile("python", ".txt");
    Process process = builder.redirectError(errors.toFile()).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    assertThat(code).as(String.join(" ", command) + "\n" + Files.readString(errors)).isZero();
    Files.delete(errors);
    return output;
  }

  private static JsonNode script(String name) throws IOException, InterruptedException {
    String output =
        run(
            VENV.resolve("bin/python").toString(),
            TUTORIAL.resolve(name).toString(),
            PHOTOS.toString());
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
