package dev.pictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// `pictor folders` and `pictor upload` against a running server.
class FoldersCommandTest {

  private static final Path KODAK = Path.of("../examples/photos/kodak");

  @TempDir Path scratch;

  @Test
  void foldersAreAddedListedPausedAndRemovedAndPicturesUploaded() throws Exception {
    Path work = Files.createDirectory(scratch.resolve("work"));
    Files.copy(KODAK.resolve("kodim05.jpg"), work.resolve("kodim05.jpg"));
    Files.copy(KODAK.resolve("kodim19.jpg"), work.resolve("kodim19.jpg"));
    try (PictorServer server =
        PictorServer.start(ServerConfig.builder().data(scratch.resolve("data")).port(0).build())) {
      assertThat(run(server, "folders", "list").out()).contains("No folders yet");
      Program.Outcome added = run(server, "folders", "add", work.toString());
      assertThat(added.code()).as(added.err()).isZero();
      assertThat(added.out()).contains("2 indexed");
      assertThat(run(server, "folders", "list").out())
          .contains("photos: changes are followed", work.toString());
      assertThat(run(server, "folders", "pause").out()).contains("paused");
      Program.Outcome excluded = run(server, "folders", "exclude", "*19*");
      assertThat(excluded.out()).contains("without *19*");
      assertThat(run(server, "folders", "resume").out()).contains("changes are followed");

      Program.Outcome sent =
          run(server, "upload", KODAK.resolve("kodim23.jpg").toString(), "--id", "parrots");
      assertThat(sent.code()).as(sent.err()).isZero();
      assertThat(sent.out()).contains("parrots");
      assertThat(run(server, "upload", "--delete", "parrots").code()).isZero();
      assertThat(run(server, "upload", "--delete", "parrots").err()).contains("parrots");
      assertThat(run(server, "upload").code()).isEqualTo(ExitCode.USAGE);

      assertThat(run(server, "folders", "remove", work.toString()).code())
          .isEqualTo(ExitCode.USAGE);
      Program.Outcome removed =
          run(server, "folders", "remove", work.toString(), "--remove-records", "--json");
      assertThat(removed.code()).as(removed.err()).isZero();
      assertThat(JsonMapper.shared().readTree(removed.out()).get("state").stringValue())
          .isEqualTo("finished");
      Program.Outcome nowhere = run(server, "folders", "add", scratch.resolve("no").toString());
      assertThat(nowhere.code()).isEqualTo(ExitCode.USAGE);
      assertThat(nowhere.err()).contains("no such folder");
    }
  }

  private static Program.Outcome run(PictorServer server, String... words) {
    String[] line = Arrays.copyOf(words, words.length + 2);
    line[words.length] = "--url";
    line[words.length + 1] = server.uri().toString();
    return Program.here(line);
  }
}
