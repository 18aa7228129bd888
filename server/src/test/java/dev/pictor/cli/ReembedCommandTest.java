package dev.pictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.server.PictorServer;
import dev.pictor.server.SecondModel;
import dev.pictor.server.ServerConfig;
import dev.pictor.server.TestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// `pictor reembed` against a server with three photos and two models.
class ReembedCommandTest {

  private static final Path KODAK = Path.of("../examples/photos/kodak");

  @TempDir Path scratch;

  @Test
  void collectionIsBuiltComparedSwitchedRolledBackAndDiscarded() throws Exception {
    Path photos = Files.createDirectory(scratch.resolve("photos"));
    for (String name : new String[] {"kodim05.jpg", "kodim19.jpg", "kodim23.jpg"}) {
      Files.copy(KODAK.resolve(name), photos.resolve(name));
    }
    Path bundle = SecondModel.make(Files.createDirectory(scratch.resolve("second")));
    Path queries =
        Files.writeString(scratch.resolve("queries.txt"), "a lighthouse\n\nid:kodim23.jpg\n");
    try (PictorServer server =
            SecondModel.serve(
                ServerConfig.builder()
                    .data(scratch.resolve("data"))
                    .photos(List.of(photos))
                    .port(0)
                    .build(),
                bundle);
        TestClient client = new TestClient(server.uri(), "")) {
      String _ = client.events(server.firstJob().orElseThrow());
      assertThat(reembed(server).out()).contains("photos has one generation");
      Program.Outcome built = reembed(server, "--model", "second");
      assertThat(built.code()).as(built.err()).isZero();
      assertThat(built.out())
          .contains("photos: the new generation is complete")
          .containsPattern("serves +pocket, 512 numbers, 3 records, [0-9.]+ KB")
          .containsPattern("next +second, 512 numbers, 3 records");
      Program.Outcome compared =
          reembed(server, "--compare", "--queries", queries.toString(), "--limit", "2");
      assertThat(compared.code()).as(compared.err()).isZero();
      assertThat(compared.out())
          .containsPattern("query +overlap@2 +rank")
          .containsPattern("a lighthouse +[0-9]+%")
          .containsPattern("id:kodim23.jpg +[0-9]+%")
          .containsPattern("mean +[0-9]+%");
      Program.Outcome asJson = reembed(server, "--compare", "--json");
      assertThat(JsonMapper.shared().readTree(asJson.out()).get("answers")).hasSize(2);
      assertThat(reembed(server, "--pause").out()).contains("is paused");
      assertThat(reembed(server, "--resume").out()).contains("is complete");
      assertThat(reembed(server, "--switch").out())
          .contains("the previous generation is kept")
          .containsPattern("serves +second")
          .containsPattern("previous +pocket");
      assertThat(reembed(server, "--rollback").out()).containsPattern("serves +pocket");
      assertThat(reembed(server, "--discard").code()).isZero();
      assertThat(reembed(server, "--status").out()).contains("photos has one generation");
      Program.Outcome refused = reembed(server, "--rollback");
      assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
      assertThat(refused.err()).contains("--model");
      assertThat(reembed(server, "--switch", "--rollback").code()).isEqualTo(ExitCode.USAGE);
      assertThat(reembed(server, "--queries", "x").code()).isEqualTo(ExitCode.USAGE);
    }
  }

  private static Program.Outcome reembed(PictorServer server, String... options) {
    String[] line = Arrays.copyOf(new String[] {"reembed", "photos"}, options.length + 4);
    System.arraycopy(options, 0, line, 2, options.length);
    line[options.length + 2] = "--url";
    line[options.length + 3] = server.uri().toString();
    return Program.here(line);
  }
}
