package dev.pictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `pictor embed`, and what `pictor import` makes of its files.
class EmbedCommandTest {

  private static final Path PHOTO =
      Path.of("..", "examples", "photos", "animals", "andrey-27258007632.jpg");

  @TempDir Path folder;
  private Path photos;
  private Path output;

  @BeforeEach
  void copyPhotos() throws IOException {
    photos = Files.createDirectories(folder.resolve("photos"));
    output = folder.resolve("out");
    Files.copy(PHOTO, photos.resolve("a.jpg"));
    Files.writeString(photos.resolve("broken.jpg"), "no picture");
  }

  private Program.Outcome pictor(String... arguments) {
    String[] line = Arrays.copyOf(arguments, arguments.length + 2);
    line[arguments.length] = "--data";
    line[arguments.length + 1] = folder.resolve("data").toString();
    return Program.here(line);
  }

  private Program.Outcome embed(String... more) {
    String[] line = {"embed", "--input", photos.toString(), "--output", output.toString()};
    String[] all = Arrays.copyOf(line, line.length + more.length);
    System.arraycopy(more, 0, all, line.length, more.length);
    return pictor(all);
  }

  @Test
  void picturesBecomePartsAndPartsACollectionThatCanBeSearched() {
    Program.Outcome first = embed();
    assertThat(first.code()).as(first.err()).isEqualTo(ExitCode.SOME_FILES_FAILED);
    assertThat(first.out())
        .startsWith("2 pictures: 1 embedded, 0 there before, 1 unreadable (")
        .contains("  broken.jpg: not a picture");
    Program.Outcome again = embed("--json");
    assertThat(again.code()).as(again.err()).isZero();
    JsonNode told = JsonMapper.shared().readTree(again.out());
    assertThat(told.path("embedded").asInt(-1)).isZero();
    assertThat(told.path("before").asInt(-1)).isEqualTo(2);
    Program.Outcome read = pictor("import", output.toString(), "photos");
    assertThat(read.code()).as(read.err()).isEqualTo(ExitCode.SOME_FILES_FAILED);
    assertThat(read.out()).startsWith("photos: 1 records, 1 left out (").contains("broken.jpg");
    Program.Outcome found = pictor("search", "a picture", "--all");
    assertThat(found.out()).as(found.err()).contains("a.jpg");
  }

  @Test
  void wrongCommandLinesAreExplained() {
    Program.Outcome shard = embed("--shard", "3/2");
    assertThat(shard.code()).isEqualTo(ExitCode.USAGE);
    assertThat(shard.err()).contains("shard: 3/2 (expected: i/n");
    Program.Outcome model = embed("--model", "none");
    assertThat(model.code()).isNotZero();
    assertThat(model.err()).contains("none");
    photos = folder.resolve("missing");
    assertThat(embed().err()).contains("is not there (expected: a folder, a .tar, or a list");
  }
}
