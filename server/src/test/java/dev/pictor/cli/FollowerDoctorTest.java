package dev.pictor.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.clip.ModelCatalog;
import dev.pictor.models.AddOptions;
import dev.pictor.models.ModelInstaller;
import dev.pictor.server.GoldenModels;
import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import dev.pictor.server.TestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `pictor doctor` says of a server that follows another.
class FollowerDoctorTest {

  @TempDir private Path folder;

  @Test
  void leaderLagAndMissingModelsAreTold() throws Exception {
    String tiny =
        new ModelInstaller(folder.resolve("leader/models"), ModelCatalog.onClassPath())
            .add(GoldenModels.split(folder.resolve("tiny")), AddOptions.none())
            .model()
            .name();
    Path copies = folder.resolve("copies");
    PictorServer leader = PictorServer.start(config(folder.resolve("leader"), ""));
    String url = leader.uri().toString();
    Path settings = folder.resolve("pictor.yaml");
    Files.writeString(settings, "data: %s\nfollow: %s\n".formatted(copies, url));
    make(leader, "{\"name\": \"usual\", \"model\": \"pocket\"}");
    Map<String, JsonNode> before = findings(settings);
    assertThat(found(before, "leader")).startsWith(url + ", collections: 1");
    assertThat(found(before, "models there")).isEqualTo("pocket, here too");
    assertThat(before).doesNotContainKey("follower");

    make(leader, "{\"name\": \"few\", \"model\": \"%s\"}".formatted(tiny));
    try (PictorServer follower = PictorServer.start(config(copies, url));
        TestClient client = new TestClient(follower.uri(), "")) {
      while (!TestClient.json(client.get("api/v1/replication")).has("synced")) {
        Thread.onSpinWait();
      }
      Map<String, JsonNode> running = findings(settings);
      assertThat(found(running, "follower"))
          .matches("copy of %s, [0-9.]+ s old, commits behind: 0".formatted(url));
      assertThat(advice(running, "follower")).isEmpty();
      assertThat(found(running, "models there")).isEqualTo("not here: %s (few)".formatted(tiny));
      assertThat(advice(running, "models there")).contains("models pull", "--embedder");
      leader.close();
      while (!TestClient.json(client.get("api/v1/replication")).has("problem")) {
        Thread.onSpinWait();
      }
      Map<String, JsonNode> away = findings(settings);
      assertThat(advice(away, "follower")).contains("follow: " + url + " does not answer");
      assertThat(advice(away, "leader")).contains("follow: " + url + " does not answer");
    }
    assertThat(found(findings(settings), "follower"))
        .isEqualTo("%s has copies of %s, not running".formatted(copies, url));
  }

  @Test
  void serverThatFollowsNobodyHasNoSuchFinding() throws Exception {
    Path settings = folder.resolve("pictor.yaml");
    Files.writeString(settings, "data: %s\n".formatted(folder.resolve("data")));
    assertThat(Program.here("doctor", "--config", settings.toString()).out())
        .contains("data folder")
        .doesNotContain("follower", "leader");
  }

  private static ServerConfig config(Path data, String leader) {
    return ServerConfig.builder().data(data).port(0).follow(leader).build();
  }

  private static void make(PictorServer server, String collection) throws Exception {
    try (TestClient client = new TestClient(server.uri(), "")) {
      assertThat(client.post("api/v1/collections", collection).statusCode()).isEqualTo(201);
    }
  }

  private static Map<String, JsonNode> findings(Path settings) {
    JsonNode all =
        JsonMapper.shared()
            .readTree(Program.here("doctor", "--json", "--config", settings.toString()).out());
    return StreamSupport.stream(all.spliterator(), false)
        .collect(Collectors.toMap(each -> each.path("what").stringValue(), each -> each));
  }

  private static String found(Map<String, JsonNode> findings, String what) {
    return requireNonNull(findings.get(what), what).path("found").stringValue();
  }

  private static String advice(Map<String, JsonNode> findings, String what) {
    return requireNonNull(findings.get(what), what).path("advice").stringValue();
  }
}
