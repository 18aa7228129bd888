package dev.pictor.server;

import static dev.pictor.server.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.clip.ModelCatalog;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedModelTest {

  @Test
  void aDamagedModelIsNamedWhileThePageAnswers(@TempDir Path folder) throws Exception {
    Path bundle = DamagedBundle.in(folder.resolve("bundle"), "picture.onnx");
    ServerConfig config =
        ServerConfig.builder()
            .data(folder.resolve("data"))
            .photos(List.of(PhotosServer.copyPhotos(folder.resolve("photos"))))
            .port(0)
            .build();
    try (PictorServer broken = PictorServer.start(config, ModelCatalog.of(bundle));
        TestClient client = new TestClient(broken.uri(), "")) {
      String job = broken.firstJob().orElseThrow();
      assertThat(client.events(job)).contains("event: end");
      HttpResponse<String> readiness = client.get("readiness");
      assertThat(readiness.statusCode()).isEqualTo(503);
      assertThat(json(readiness).get("reason").stringValue()).contains("picture.onnx");
      assertThat(client.get("").statusCode()).isEqualTo(200);
      assertThat(json(client.get("api/v1/jobs/" + job)).get("error").stringValue())
          .contains("picture.onnx");
    }
  }
}
