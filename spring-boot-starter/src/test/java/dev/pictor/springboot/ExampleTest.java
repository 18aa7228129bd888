package dev.pictor.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of this module, a web application with the actuator, runs as its page says.
class ExampleTest {

  private static final Path EXAMPLE =
      Path.of("..", "examples", "java", "spring-boot", "PhotoSearch.java");
  private static final Path KODAK =
      Path.of("..", "examples", "photos", "kodak").toAbsolutePath().normalize();
  private static final String LISTENING = "listening: ";

  @Test
  void aWebApplicationFindsAPhotoAndTellsHealthAndMetrics(@TempDir Path folder) throws Exception {
    assertThat(Files.readAllLines(EXAMPLE)).hasSizeLessThanOrEqualTo(100);
    Path photos = Files.createDirectories(folder.resolve("photos"));
    for (String each : new String[] {"kodim05.jpg", "kodim20.jpg", "kodim23.jpg"}) {
      Files.copy(KODAK.resolve(each), photos.resolve(each));
    }
    Process process = start(folder.resolve("data"), photos);
    try (HttpClient client = HttpClient.newHttpClient()) {
      String root = "http://localhost:" + port(process) + "/";
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(
              () ->
                  assertThat(get(client, root + "actuator/health"))
                      .contains("\"phase\":\"FINISHED\""));
      assertThat(get(client, root + "search?text=two%20parrots"))
          .startsWith("[{\"id\":\"kodim23.jpg\"");
      assertThat(get(client, root + "thumbnail?id=kodim23.jpg")).contains("JFIF");
      assertThat(get(client, root + "actuator/metrics/pictor.records")).contains("\"value\":3.0");
      assertThat(get(client, root + "actuator/metrics/pictor.embedder.pictures"))
          .contains("\"value\":3.0");
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static Process start(Path data, Path photos) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            EXAMPLE.toString(),
            "--server.port=0",
            "--pictor.data=" + data,
            "--pictor.photos=" + photos,
            "--management.endpoint.health.show-details=always",
            "--management.endpoints.web.exposure.include=health,metrics")
        .redirectErrorStream(true)
        .start();
  }

  /// Reads what the application says until it listens; the rest goes unread in the background.
  private static int port(Process process) throws IOException {
    StringBuilder said = new StringBuilder();
    BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      said.append(line).append('\n');
      if (line.startsWith(LISTENING)) {
        Thread.ofVirtual().start(() -> reader.lines().forEach(_ -> {}));
        return Integer.parseInt(line.substring(LISTENING.length()));
      }
    }
    throw new AssertionError("the application ended: " + said);
  }

  private static String get(HttpClient client, String address)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(address)).build(),
            HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }
}
