package dev.pictor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a person does with the program, done where there is no network. Runs as a program of its
/// own inside the namespace that [OfflineProgramTest] made; ends with an exception when a claim
/// does not hold.
final class OfflineDriver {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final URI SERVER = URI.create("http://127.0.0.1:9001/");
  private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"#]+)\"");
  private static final String ZEBRAS = "animals/happymillerman-30230914936.jpg";
  private static final String FLAMINGOS = "animals/paul-balfe-31077768123.jpg";

  private final HttpClient client = HttpClient.newHttpClient();
  private final Program program;
  private final Path photos;

  private OfflineDriver(Path home, Path photos) {
    this.program = new Program(home, Map.of());
    this.photos = photos;
  }

  /// @param arguments an empty home folder, and the photos
  public static void main(String[] arguments) throws Exception {
    OfflineDriver driver = new OfflineDriver(Path.of(arguments[0]), Path.of(arguments[1]));
    thereIsNoNetwork();
    driver.drive();
  }

  private static void thereIsNoNetwork() throws IOException {
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      assertThat(each.isLoopback() || !each.isUp()).as(each.toString()).isTrue();
    }
    try (Socket socket = new Socket()) {
      InetAddress elsewhere = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
      assertThatThrownBy(() -> socket.connect(new InetSocketAddress(elsewhere, 80), 1000))
          .hasMessageContaining("unreachable");
    }
  }

  private void drive() throws Exception {
    Path log = Files.createTempFile("serve", ".txt");
    Process server =
        program
            .builder("serve", "--photos", photos.toString(), "--no-browser")
            .redirectError(log.toFile())
            .start();
    try {
      awaitIndex(server, log);
      page();
      search();
      tags();
      roboflow();
      pictureByAddressIsRefused();
      commands();
    } finally {
      server.destroy();
      server.waitFor();
    }
    commandsWithoutServer();
  }

  /// Returns when the program has printed what came out of its first run.
  private static void awaitIndex(Process server, Path log)
      throws IOException, InterruptedException {
    StringBuilder seen = new StringBuilder();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      seen.append(line).append('\n');
      if (line.contains(" pictures: ")) {
        assertThat(line).contains("210 indexed", "0 unreadable");
        return;
      }
    }
    int code = server.waitFor();
    throw new AssertionError(
        "the server ended with code "
            + code
            + " before it had indexed the photos:\n"
            + seen
            + Files.readString(log));
  }

  private HttpResponse<byte[]> get(String path) throws Exception {
    HttpResponse<byte[]> response =
        client.send(
            HttpRequest.newBuilder(SERVER.resolve(path)).build(), BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    return response;
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private HttpResponse<String> send(String path, Object body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(SERVER.resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build(),
        BodyHandlers.ofString());
  }

  private JsonNode post(String path, Object body) throws Exception {
    HttpResponse<String> response = send(path, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private void page() throws Exception {
    for (String page : List.of("/", "/docs")) {
      Matcher references = REFERENCE.matcher(text(get(page)));
      int count = 0;
      while (references.find()) {
        URI target = SERVER.resolve(page).resolve(references.group(1));
        assertThat(target.getAuthority()).as(target.toString()).isEqualTo(SERVER.getAuthority());
        assertThat(get(target.getPath()).body()).isNotEmpty();
        count++;
      }
      assertThat(count).as(page).isGreaterThan(1);
    }
    for (String path : List.of("/openapi.json", "/metrics", "/healthz", "/readiness", "/info")) {
      assertThat(text(get(path))).as(path).isNotEmpty();
    }
  }

  private JsonNode found(Object query) throws Exception {
    JsonNode answer = post("/api/v1/collections/photos/search", Map.of("query", query));
    return answer.at("/matches/0");
  }

  private void search() throws Exception {
    JsonNode zebras = found("zebras");
    assertThat(zebras.path("id").stringValue()).isEqualTo(ZEBRAS);
    assertThat(found("火烈鸟").path("id").stringValue()).isEqualTo(FLAMINGOS);
    assertThat(found(List.of(Map.of("image", picture(FLAMINGOS)))).path("id").stringValue())
        .isEqualTo(FLAMINGOS);
    HttpResponse<byte[]> thumbnail = get(zebras.path("thumbnail").stringValue());
    assertThat(ImageIO.read(new ByteArrayInputStream(thumbnail.body())).getWidth())
        .isGreaterThan(50);
  }

  private Map<String, String> picture(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(photos.resolve(name));
    return Map.of("type", "base64", "value", Base64.getEncoder().encodeToString(bytes));
  }

  private void tags() throws Exception {
    for (Map.Entry<String, String> each : Map.of("en", "zebra", "zh", "斑马").entrySet()) {
      JsonNode answer =
          post("/api/v1/tags", Map.of("image", picture(ZEBRAS), "language", each.getKey()));
      assertThat(answer.at("/tags/0/tag").stringValue()).isEqualTo(each.getValue());
    }
  }

  private void roboflow() throws Exception {
    JsonNode texts = post("/clip/embed_text", Map.of("text", List.of("zebras", "斑马")));
    assertThat(texts.path("embeddings").size()).isEqualTo(2);
    JsonNode image = post("/clip/embed_image", Map.of("image", picture(ZEBRAS)));
    assertThat(image.at("/embeddings/0").size()).isEqualTo(512);
    JsonNode similarity =
        post(
                "/clip/compare",
                Map.of("subject", picture(ZEBRAS), "prompt", List.of("zebras", "a lighthouse")))
            .path("similarity");
    assertThat(similarity.get(0).doubleValue()).isGreaterThan(similarity.get(1).doubleValue());
    assertThat(text(get("/model/registry"))).contains("clip/pocket");
  }

  private void pictureByAddressIsRefused() throws Exception {
    Map<String, String> elsewhere =
        Map.of("type", "url", "value", "https://pictures.example/a.jpg");

    HttpResponse<String> response = send("/clip/embed_image", Map.of("image", elsewhere));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
  }

  private Program.Outcome command(String... arguments) throws Exception {
    Program.Outcome outcome = program.run(arguments);
    assertThat(outcome.code()).as(outcome.toString()).isZero();
    return outcome;
  }

  private void commands() throws Exception {
    String zebras = photos.resolve(ZEBRAS).toString();
    assertThat(command("search", "zebras").out()).contains(ZEBRAS);
    assertThat(command("search", "火烈鸟").out()).contains(FLAMINGOS);
    assertThat(command("search", zebras).out()).contains(ZEBRAS);
    assertThat(command("tag", zebras, "--language", "zh").out()).contains("斑马");
    assertThat(command("models", "list").out()).contains("pocket");
    assertThat(command("doctor").out()).contains("self-test passed", "Pictor is running");
    assertThat(program.run("search", "asdkj qwpeoi zxmnb").code())
        .isEqualTo(ExitCode.NOTHING_MATCHES);
  }

  private void commandsWithoutServer() throws Exception {
    assertThat(command("search", "斑马").out()).contains(ZEBRAS);
    assertThat(command("index").out()).contains("210 unchanged");
  }
}
