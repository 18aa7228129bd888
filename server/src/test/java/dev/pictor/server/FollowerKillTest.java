package dev.pictor.server;

import static dev.pictor.server.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A follower, or its leader, as a user starts it, killed in the middle of a transfer; run by
/// `-Plong`.
@Tag("program")
class FollowerKillTest {

  private static final int FEW = 50;
  private static final int MANY = 800;
  private static final int DIMENSION = 512;

  @TempDir private Path folder;

  @Test
  void aFollowerThatIsKilledGoesOnAtTheByteWhereItWas() throws Exception {
    Path copies = folder.resolve("copies");
    ServerConfig config = ServerConfig.builder().data(folder.resolve("leader")).port(0).build();
    try (PictorServer leader = PictorServer.start(config);
        TestClient originals = new TestClient(leader.uri(), "");
        HoldingProxy between = new HoldingProxy(leader.uri())) {
      assertThat(leader.awaitModel()).isTrue();
      fill(originals, "many", MANY);
      between.hold();
      long before;
      try (RunningProgram follower = follow(copies, between.uri())) {
        between.awaitHeld();
        before = awaitPart(copies);
        follower.kill();
      }
      between.letGo();
      int asked = between.requests().size();
      try (RunningProgram again = follow(copies, between.uri());
          TestClient client = new TestClient(again.uri(), "")) {
        JsonNode state = awaitSynced(originals, client);
        again.awaitModel();
        assertThat(answers(client, "many")).isEqualTo(answers(originals, "many"));
        List<Long> starts =
            between.requests().stream()
                .skip(asked)
                .filter(each -> each.contains("/files/"))
                .map(each -> Long.parseLong(each.replaceFirst(".*from=", "")))
                .filter(from -> from > 0)
                .toList();
        assertThat(starts)
            .singleElement()
            .satisfies(from -> assertThat(from).isGreaterThanOrEqualTo(before));
        assertThat(state.path("fetchedBytes").asLong()).isPositive();
      }
    }
  }

  @Test
  void whileTheLeaderIsKilledAllThatIsHereIsServedAndItCatchesUpAfterwards() throws Exception {
    Path originals = folder.resolve("leader");
    RunningProgram leader = serve(originals);
    try (HoldingProxy between = new HoldingProxy(leader.uri());
        PictorServer follower = PictorServer.start(following(between.uri()));
        TestClient client = new TestClient(follower.uri(), "")) {
      assertThat(follower.awaitModel()).isTrue();
      List<String> few;
      try (TestClient first = new TestClient(leader.uri(), "")) {
        leader.awaitModel();
        fill(first, "few", FEW);
        awaitSynced(first, client);
        few = answers(first, "few");
        between.hold();
        fill(first, "many", MANY);
      }
      between.awaitHeld();
      leader.close(); // a kill
      between.letGo();
      while (!json(client.get("api/v1/replication"))
          .path("problemCode")
          .asString("")
          .equals("leader-unreachable")) {
        Thread.onSpinWait();
      }
      assertThat(answers(client, "few")).isEqualTo(few);
      leader = serve(originals);
      between.leader(leader.uri());
      try (TestClient second = new TestClient(leader.uri(), "")) {
        awaitSynced(second, client);
        leader.awaitModel();
        for (String name : List.of("few", "many")) {
          assertThat(answers(client, name)).isEqualTo(answers(second, name));
        }
        assertThat(answers(client, "few")).isEqualTo(few);
        assertThat(json(client.get("api/v1/collections/many")).path("count").asInt())
            .isEqualTo(MANY);
      }
    } finally {
      leader.close();
    }
  }

  private ServerConfig following(URI leader) {
    return ServerConfig.builder()
        .data(folder.resolve("copies"))
        .port(0)
        .follow(leader.toString())
        .followInterval(Duration.ofMillis(50))
        .build();
  }

  private static RunningProgram serve(Path data) throws Exception {
    return start(List.of("serve", "--data", data.toString(), "--port", "0", "--no-browser"));
  }

  private static RunningProgram follow(Path data, URI leader) throws Exception {
    return start(
        List.of(
            "serve",
            "--follow",
            leader.toString(),
            "--data",
            data.toString(),
            "--port",
            "0",
            "--no-browser"));
  }

  private static RunningProgram start(List<String> arguments) throws Exception {
    RunningProgram program = RunningProgram.start(arguments);
    program.awaitListening();
    return program;
  }

  /// Makes a collection of random records.
  private static void fill(TestClient server, String name, int count) throws Exception {
    Random random = new Random(count);
    HttpResponse<String> made =
        server.post(
            "api/v1/collections", "{\"name\": \"%s\", \"model\": \"pocket\"}".formatted(name));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    String lines =
        IntStream.range(0, count)
            .mapToObj(i -> "{\"id\": \"r%d\", \"values\": %s}".formatted(i, vector(random)))
            .collect(Collectors.joining("\n"));
    HttpResponse<String> job =
        server.send(
            server
                .request("api/v1/collections/" + name + "/import?model=pocket")
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(lines)));
    assertThat(job.statusCode()).as(job.body()).isEqualTo(202);
    assertThat(server.events(json(job).path("id").stringValue())).contains("event: end\n");
  }

  private static String vector(Random random) {
    return IntStream.range(0, DIMENSION)
        .mapToObj(_ -> Float.toString((float) random.nextGaussian()))
        .collect(Collectors.joining(",", "[", "]"));
  }

  /// All records with their vectors, and the nearest of some.
  private static List<String> answers(TestClient server, String name) throws Exception {
    String path = "api/v1/collections/" + name;
    List<String> answers =
        server
            .get(path + "/export?format=jsonl")
            .body()
            .lines()
            .sorted()
            .collect(Collectors.toList());
    Random random = new Random(1);
    for (int i = 0; i < 10; i++) {
      HttpResponse<String> found =
          server.post(
              path + "/search",
              "{\"query\": {\"vector\": %s}, \"limit\": 20, \"least\": \"none\"}"
                  .formatted(vector(random)));
      assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
      answers.add(json(found).path("matches").toString());
    }
    return answers;
  }

  /// What a follower says once it has all that its leader has now.
  private static JsonNode awaitSynced(TestClient leader, TestClient follower) throws Exception {
    while (true) {
      // Merges make commits of their own.
      JsonNode there = json(leader.get("api/v1/commits")).path("collections");
      JsonNode state = json(follower.get("api/v1/replication"));
      JsonNode here = json(follower.get("api/v1/commits")).path("collections");
      if (state.has("synced") && !state.has("problem") && here.equals(there)) {
        return state;
      }
    }
  }

  /// Bytes of a file that has come in part.
  private static long awaitPart(Path data) throws IOException {
    while (true) {
      try (Stream<Path> files = Files.walk(data)) {
        for (Path each : files.filter(file -> file.toString().endsWith(".part")).toList()) {
          long bytes = Files.size(each);
          if (bytes > 0) {
            return bytes;
          }
        }
      }
    }
  }
}
