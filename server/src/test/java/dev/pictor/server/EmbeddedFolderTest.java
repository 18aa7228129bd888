package dev.pictor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.Pictor;
import dev.pictor.PictureCollection;
import dev.pictor.error.Conflict;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A program that embeds Pictor and a server use one data folder in turn.
class EmbeddedFolderTest {

  private static final Path PARROTS =
      Path.of("..", "examples", "photos", "kodak", "kodim23.jpg").toAbsolutePath();

  @TempDir private Path data;

  private ServerConfig config() {
    return ServerConfig.builder()
        .data(data)
        .port(0)
        .pineconePort(0)
        .watch(false)
        .rescan(Duration.ZERO)
        .build();
  }

  @Test
  void whatAProgramAddedIsServedAndTheOtherWayRound() throws Exception {
    String id;
    try (Pictor pictor = Pictor.open(data)) {
      id = pictor.collection("birds").add(PARROTS);
      assertThatThrownBy(() -> PictorServer.start(config()))
          .isInstanceOf(Conflict.class)
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
    }
    try (PictorServer server = PictorServer.start(config());
        TestClient client = new TestClient(server.uri(), "")) {
      assertThat(server.awaitModel()).isTrue();
      HttpResponse<String> found =
          client.get("api/v1/collections/birds/images/" + id + "/thumbnail");
      assertThat(found.statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> Pictor.open(data))
          .isInstanceOf(Conflict.class)
          .hasMessageContaining(server.uri().toString());
    }
    try (Pictor pictor = Pictor.open(data)) {
      PictureCollection birds = pictor.collection("birds");
      assertThat(birds.search("parrots", 1))
          .singleElement()
          .satisfies(match -> assertThat(match.id()).isEqualTo(id));
      assertThat(pictor.collections()).isEqualTo(List.of("birds"));
    }
  }
}
