package dev.pictor.pinecone;

import static dev.pictor.pinecone.PineconeServer.get;
import static dev.pictor.pinecone.PineconeServer.json;
import static dev.pictor.pinecone.PineconeServer.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pictor.clients.Programs;
import dev.pictor.http.Json;
import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Runs the programs of `examples` that search with Pinecone's clients as a user would, beside a
/// library that was indexed from `examples/photos`. Needs the languages and their package indexes;
/// run with `-Plong`.
class PineconeExamplesTest {

  private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath().normalize();
  private static final Path PHOTOS = EXAMPLES.resolve("photos");
  private static final String FLAMINGO = "animals/paul-balfe-31077768123.jpg";

  @TempDir static Path data;
  private static PineconeServer server;
  private static Map<String, String> environment;

  @BeforeAll
  static void start() throws Exception {
    server =
        new PineconeServer(
            PictorServer.start(
                ServerConfig.builder()
                    .data(data)
                    .port(0)
                    .browser(false)
                    .photos(List.of(PHOTOS))
                    .build()));
    environment =
        Map.of(
            "PINECONE_API_KEY",
            "any",
            "PINECONE_CONTROLLER_HOST",
            server.control(),
            "PICTOR_URL",
            "http://127.0.0.1:" + server.server().port());
    // The events end with the job.
    String job = server.server().firstJob().orElseThrow();
    assertThat(get(server.server().uri() + "api/v1/jobs/" + job + "/events").body())
        .contains("\"indexed\":210");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Tag("python")
  @ParameterizedTest
  @ValueSource(ints = {8, 10})
  void theTutorialFindsTheRightPhotos(int generation) throws Exception {
    Path tutorial = EXAMPLES.resolve("tutorial");
    Path python =
        Programs.python(
            "tutorial-" + generation,
            tutorial.resolve("requirements-pinecone-%d.txt".formatted(generation)));
    String output =
        Programs.run(
            tutorial,
            environment,
            List.of(python.toString(), "-B", "search_pinecone.py", PHOTOS.toString()));
    String index = server.control() + "/indexes/image-embeddings";
    assertThat(json(get(index)).path("spec").has("pod")).isTrue();
    send("DELETE", index, "");

    JsonNode report = Json.read(output.getBytes(StandardCharsets.UTF_8));
    assertThat(report.path("client").stringValue()).startsWith(generation + ".");
    assertThat(report.path("vectors").intValue()).isEqualTo(210);
    assertThat(best(report, "text")).isEqualTo(FLAMINGO);
    assertThat(best(report, "picture")).isEqualTo(FLAMINGO);
    assertThat(best(report, "mixed")).startsWith("animals/");
    assertThat(report.path("filtered").valueStream().map(each -> each.path("folder").stringValue()))
        .containsOnly("food");
  }

  private static String best(JsonNode report, String question) {
    return report.path(question).get(0).path("id").stringValue();
  }

  @Tag("node")
  @Test
  void nodeSearchesTheLibrary() throws Exception {
    assumeTrue(Programs.has("node") && Programs.has("npm"), "node and npm are not installed");
    Path source = EXAMPLES.resolve("node");
    Path folder = Programs.node("example", source.resolve("package.json"), source);
    requireFound(Programs.run(folder, environment, List.of("node", "search.mjs")));
  }

  @Tag("go")
  @Test
  void goSearchesTheLibrary() throws Exception {
    assumeTrue(Programs.has("go", "version"), "go is not installed");
    requireFound(
        Programs.run(
            EXAMPLES.resolve("go"), environment, List.of("go", "run", "-mod=readonly", ".")));
  }

  @Tag("program")
  @Test
  void javaSearchesTheLibrary() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    requireFound(
        Programs.run(
            EXAMPLES.resolve("java/src/main/java"),
            environment,
            List.of(java, "-cp", System.getProperty("java.class.path"), "SearchPhotos.java")));
  }

  private static void requireFound(String output) {
    assertThat(output.lines())
        .contains("a flamingo", "like " + FLAMINGO, "something sweet, among food");
    assertThat(output.lines().filter(line -> line.endsWith("  " + FLAMINGO))).hasSize(2);
  }
}
