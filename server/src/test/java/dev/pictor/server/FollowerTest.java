package dev.pictor.server;

import static dev.pictor.server.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Access;
import dev.pictor.http.Route;
import dev.pictor.http.TestCertificates;
import io.grpc.Status;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A server with photos behind a key, and one that follows it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FollowerTest {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir private static Path folder;
  private PhotosServer leader;
  private PictorServer server;
  private TestClient follower;

  @BeforeAll
  void start() throws Exception {
    leader = PhotosServer.start(folder.resolve("leader"));
    server = PictorServer.start(following(folder.resolve("follower"), leader.server().uri()));
    follower = new TestClient(server.uri(), "");
  }

  @AfterAll
  void stop() {
    follower.close();
    server.close();
    leader.close();
  }

  private static ServerConfig following(Path data, URI leader) {
    return ServerConfig.builder()
        .data(data)
        .port(0)
        .follow(leader.toString())
        .followKey(PhotosServer.KEY)
        .followInterval(Duration.ofMillis(50))
        .build();
  }

  /// What the follower says once it has all that its leader has now.
  private JsonNode awaitSynced() throws Exception {
    // Merges make commits of their own.
    while (!json(follower.get("api/v1/commits"))
        .path("collections")
        .equals(json(leader.get("api/v1/commits")).path("collections"))) {
      Thread.onSpinWait();
    }
    // The round that brought them counts what it fetched when it ends.
    Instant here = Instant.now();
    JsonNode state = json(follower.get("api/v1/replication"));
    while (!Instant.parse(state.path("synced").asString(Instant.EPOCH.toString())).isAfter(here)) {
      state = json(follower.get("api/v1/replication"));
    }
    return state;
  }

  @Test
  void photosAreSearchedListedAndShownAlike() throws Exception {
    awaitSynced();
    for (String path :
        List.of(
            "api/v1/collections/photos/images?limit=100",
            "api/v1/collections/photos/images?filter=%7B%22folder%22%3A%22food%22%7D",
            "api/v1/collections/photos/facets?field=folder")) {
      assertThat(json(follower.get(path))).as(path).isEqualTo(json(leader.get(path)));
    }
    for (String query : List.of("an animal", "食物", "words:food")) {
      String body = "{\"query\": \"%s\", \"least\": \"none\"}".formatted(query);
      JsonNode mine = json(follower.post(PhotosServer.COLLECTION + "search", body));
      assertThat(mine.path("matches")).as(query).isEqualTo(leader.search(body).path("matches"));
      assertThat(mine.path("matches").size()).as(query).isPositive();
    }
    for (String kind : List.of("thumbnail", "file")) {
      String path =
          "api/v1/collections/photos/images/" + leader.first().replace("/", "%2F") + "/" + kind;
      HttpResponse<byte[]> mine = follower.send(follower.request(path), BodyHandlers.ofByteArray());
      HttpResponse<byte[]> its =
          leader.client().send(leader.client().request(path), BodyHandlers.ofByteArray());
      assertThat(mine.statusCode()).isEqualTo(200);
      assertThat(mine.body()).isEqualTo(its.body());
      assertThat(mine.headers().firstValue("Content-Type"))
          .isEqualTo(its.headers().firstValue("Content-Type"));
    }
  }

  @Test
  void indexOfPineconesClientsIsFollowedOverTenThousandWrites() throws Exception {
    String host = index("many", 8);
    Random random = new Random(3);
    for (int batch = 0; batch < 10; batch++) {
      int first = batch * 1000;
      upsert(host, first, 1000, random);
    }
    JsonNode all = awaitSynced();
    String mine = describe(server, "many", "").path("host").stringValue();
    for (String body :
        List.of(
            "{\"vector\":[1,0,0,0,0,0,0,1],\"topK\":50,\"includeMetadata\":true}",
            "{\"vector\":[0,1,0,0,-1,0,0,1],\"topK\":50,\"filter\":{\"n\":{\"$eq\":7}}}",
            "{\"id\":\"r77\",\"topK\":10,\"includeValues\":true}")) {
      assertThat(ask(mine + "/query", "POST", body, "").path("matches"))
          .isEqualTo(ask(host + "/query", "POST", body, PhotosServer.KEY).path("matches"));
    }
    assertThat(
            ask(mine + "/describe_index_stats", "POST", "{}", "").path("totalVectorCount").asInt())
        .isEqualTo(10_000);
    long before = all.path("fetchedBytes").asLong();
    upsert(host, 20_000, 5, random);
    assertThat(awaitSynced().path("fetchedBytes").asLong()).isGreaterThan(before);
    HttpResponse<String> refused = send(mine + "/vectors/upsert", "POST", "{\"vectors\":[]}", "");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains(leader.server().uri().toString());
    assertThat(
            send(leader.server().pineconeUri() + "indexes/many", "DELETE", "", PhotosServer.KEY)
                .statusCode())
        .isEqualTo(202);
    awaitSynced();
    assertThat(follower.get("api/v1/collections/many").statusCode()).isEqualTo(404);
  }

  private String index(String name, int dimension) throws Exception {
    HttpResponse<String> made =
        send(
            leader.server().pineconeUri() + "indexes",
            "POST",
            "{\"name\":\"%s\",\"dimension\":%d,\"metric\":\"cosine\",\"spec\":{\"serverless\":{\"cloud\":\"aws\",\"region\":\"us-east-1\"}}}"
                .formatted(name, dimension),
            PhotosServer.KEY);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return "http://" + json(made).path("host").stringValue().replace("http://", "");
  }

  private static JsonNode describe(PictorServer there, String name, String key) throws Exception {
    JsonNode told = ask(there.pineconeUri() + "indexes/" + name, "GET", "", key);
    ((tools.jackson.databind.node.ObjectNode) told)
        .put("host", "http://" + told.path("host").stringValue().replace("http://", ""));
    return told;
  }

  private static void upsert(String host, int first, int count, Random random) throws Exception {
    String vectors =
        IntStream.range(first, first + count)
            .mapToObj(
                i ->
                    "{\"id\":\"r%d\",\"values\":[%s],\"metadata\":{\"n\":%d}}"
                        .formatted(
                            i,
                            IntStream.range(0, 8)
                                .mapToObj(_ -> Float.toString((float) random.nextGaussian()))
                                .collect(Collectors.joining(",")),
                            i % 10))
            .collect(Collectors.joining(","));
    assertThat(
            ask(
                    host + "/vectors/upsert",
                    "POST",
                    "{\"vectors\":[" + vectors + "]}",
                    PhotosServer.KEY)
                .path("upsertedCount")
                .asInt())
        .isEqualTo(count);
  }

  private static JsonNode ask(String url, String method, String body, String key) throws Exception {
    HttpResponse<String> response = send(url, method, body, key);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  private static HttpResponse<String> send(String url, String method, String body, String key)
      throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(url))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Api-Key", key.isEmpty() ? "any" : key)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void changesAreRefusedNamingTheLeader() throws Exception {
    awaitSynced();
    HttpResponse<String> refused =
        follower.post("api/v1/collections", "{\"name\": \"x\", \"dimension\": 3}");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(json(refused).path("code").stringValue()).isEqualTo("read-only");
    assertThat(json(refused).at("/values/leader").stringValue())
        .isEqualTo(leader.server().uri().toString());
    assertThat(follower.post("clip/embed_text", "{\"text\": \"a cat\"}").statusCode())
        .isEqualTo(200);
    assertThat(
            send(server.pineconeUri() + "indexes", "POST", "{\"name\":\"x\",\"dimension\":3}", "")
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void writesOverGrpcAreRefusedNamingTheLeaderAndReadsAreNot() throws Exception {
    index("called", 3);
    awaitSynced();
    URI index = URI.create(describe(server, "called", "").path("host").stringValue());
    List<Route> calls =
        server.dataRoutes().stream()
            .filter(each -> each.path().startsWith("/VectorService/"))
            .toList();
    assertThat(calls).extracting(Route::path).contains("/VectorService/Upsert");
    for (Route call : calls) {
      Status status = GrpcCalls.status(index, "", call.path(), new byte[0]);
      String name = call + ": " + status;
      if (call.access() == Access.READ) {
        assertThat(status.getCode()).as(name).isNotEqualTo(Status.Code.PERMISSION_DENIED);
      } else {
        assertThat(status.getCode()).as(name).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(status.getDescription())
            .as(name)
            .contains("read-only copy", leader.server().uri().toString());
      }
    }
  }

  @Test
  void leaderWithACertificateOfItsOwnAuthorityIsFollowed() throws Exception {
    Path keys = Files.createDirectories(folder.resolve("keys"));
    TestCertificates certificates = new TestCertificates(keys, "localhost", "127.0.0.1");
    ServerConfig encrypted =
        ServerConfig.builder()
            .data(folder.resolve("encrypted"))
            .port(0)
            .tlsCertificate(Optional.of(certificates.certificate()))
            .tlsKey(Optional.of(certificates.key()))
            .build();
    try (PictorServer secret = PictorServer.start(encrypted);
        TestClient client = new TestClient(secret.uri(), "", certificates.client())) {
      assertThat(
              client.post("api/v1/collections", "{\"name\": \"x\", \"dimension\": 3}").statusCode())
          .isEqualTo(201);
      JsonNode followed = awaitFirst("trusting", secret, Optional.of(certificates.authority()));
      assertThat(followed.has("problem")).isFalse();
      assertThat(followed.at("/collections/0/name").stringValue()).isEqualTo("x");
      JsonNode refused = awaitFirst("distrusting", secret, Optional.empty());
      assertThat(refused.has("synced")).isFalse();
      assertThat(refused.path("problem").stringValue())
          .contains("follow-ca", "no certificate that is trusted", secret.uri().toString());
      assertThat(refused.path("problemCode").stringValue()).isEqualTo("leader-unreachable");
    }
    assertThatThrownBy(
            () -> PictorServer.start(trusting("none", "https://leader", Optional.of(keys))))
        .hasMessageContaining("follow-ca: " + keys);
  }

  private static ServerConfig trusting(String name, String leader, Optional<Path> authorities) {
    return ServerConfig.builder()
        .data(folder.resolve(name))
        .port(0)
        .follow(leader)
        .followCa(authorities)
        .build();
  }

  /// What a new follower says after its first round.
  private static JsonNode awaitFirst(String name, PictorServer leader, Optional<Path> authorities)
      throws Exception {
    try (PictorServer one =
            PictorServer.start(trusting(name, leader.uri().toString(), authorities));
        TestClient client = new TestClient(one.uri(), "")) {
      JsonNode state = json(client.get("api/v1/replication"));
      while (!state.has("synced") && !state.has("problem")) {
        state = json(client.get("api/v1/replication"));
      }
      return state;
    }
  }

  @Test
  void lagIsShown() throws Exception {
    JsonNode state = awaitSynced();
    assertThat(state.path("role").stringValue()).isEqualTo("follower");
    assertThat(state.has("synced")).isTrue();
    assertThat(state.path("lagSeconds").asDouble()).isGreaterThanOrEqualTo(0);
    assertThat(follower.get("metrics").body())
        .contains("pictor_follower_lag_seconds ")
        .contains("pictor_follower_behind 0.0");
    assertThat(json(leader.get("api/v1/replication")).path("role").stringValue())
        .isEqualTo("leader");
  }

  @Test
  void followerServesAndSaysSoWhileItsLeaderIsAwayAndStartsWithout() throws Exception {
    PhotosServer away = PhotosServer.start(folder.resolve("away"));
    Path data = folder.resolve("alone");
    ServerConfig config = following(data, away.server().uri());
    try (PictorServer alone = PictorServer.start(config);
        TestClient client = new TestClient(alone.uri(), "")) {
      while (!json(client.get("api/v1/replication")).has("synced")) {
        Thread.onSpinWait();
      }
      away.close();
      JsonNode state = json(client.get("api/v1/replication"));
      while (!state.has("problem")) {
        state = json(client.get("api/v1/replication"));
      }
      assertThat(state.path("problemCode").stringValue()).isEqualTo("leader-unreachable");
      assertThat(state.path("problem").stringValue())
          .contains(away.server().uri().toString(), "does not answer: no connection");
      assertThat(json(client.get("api/v1/collections/photos/images")).path("total").asInt())
          .isEqualTo(PhotosServer.COUNT);
    }
    try (PictorServer again = PictorServer.start(config);
        TestClient client = new TestClient(again.uri(), "")) {
      assertThat(json(client.get("api/v1/collections/photos/images")).path("total").asInt())
          .isEqualTo(PhotosServer.COUNT);
      assertThat(json(client.get("api/v1/replication")).path("fetchedBytes").asLong()).isZero();
    }
  }

  @Test
  void followerWithAWrongKeySaysSo() throws Exception {
    try (PictorServer wrong =
            PictorServer.start(
                ServerConfig.builder()
                    .data(folder.resolve("wrong"))
                    .port(0)
                    .follow(leader.server().uri().toString())
                    .followKey("wrong-key")
                    .build());
        TestClient client = new TestClient(wrong.uri(), "")) {
      JsonNode state = json(client.get("api/v1/replication"));
      while (!state.has("problem")) {
        state = json(client.get("api/v1/replication"));
      }
      assertThat(state.path("problem").stringValue()).contains("follow-key").contains("401");
      assertThat(state.path("problemCode").stringValue()).isEqualTo("leader-key-refused");
      assertThat(state.has("synced")).isFalse();
    }
  }

  @Test
  void folderOfOriginalsIsNotMadeOneOfCopies() throws Exception {
    Path data = folder.resolve("originals");
    ServerConfig own = ServerConfig.builder().data(data).port(0).build();
    try (PictorServer original = PictorServer.start(own);
        TestClient client = new TestClient(original.uri(), "")) {
      assertThat(
              client
                  .post("api/v1/collections", "{\"name\": \"mine\", \"dimension\": 3}")
                  .statusCode())
          .isEqualTo(201);
    }
    assertThatThrownBy(() -> PictorServer.start(following(data, leader.server().uri())))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("has collections of its own");
  }

  @Test
  void wrongSettingsSayWhatIsExpected() {
    assertThatThrownBy(() -> ServerConfig.builder().followKey("k").build())
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("follow: none");
    assertThatThrownBy(() -> ServerConfig.builder().follow("leader:9001").build())
        .hasMessageContaining("follow: leader:9001");
    assertThatThrownBy(
            () -> ServerConfig.builder().follow("http://a").photos(List.of(folder)).build())
        .hasMessageContaining("follow indexes no folders");
    assertThatThrownBy(() -> ServerConfig.builder().follow("http://localhost:9001").build())
        .hasMessageContaining("another server than this one itself");
    assertThat(ServerConfig.builder().follow("http://a").followKey("hush").build().toString())
        .doesNotContain("hush");
  }
}
