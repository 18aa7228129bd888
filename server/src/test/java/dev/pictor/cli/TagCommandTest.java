package dev.pictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import dev.pictor.server.TestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `pictor tag` on a collection: tagged, exported, and written into side-cars.
class TagCommandTest {

  private static final Path ZEBRAS =
      Path.of("../examples/photos/animals/happymillerman-30230914936.jpg");
  private static final Path LIGHTHOUSE = Path.of("../examples/photos/kodak/kodim19.jpg");

  @TempDir Path scratch;

  @Test
  void aCollectionIsTaggedExportedAndWrittenBesideItsPictures() throws Exception {
    Path photos = Files.createDirectory(scratch.resolve("photos"));
    Files.copy(ZEBRAS, photos.resolve("zebras.jpg"));
    Files.copy(LIGHTHOUSE, photos.resolve("lighthouse.jpg"));
    Path words =
        Files.writeString(
            scratch.resolve("words.csv"),
            "en,zh,en-prompts\nzebra,斑马,zebra|zebras in the grass\nlighthouse,灯塔,\ninvoice,发票,\n");
    try (PictorServer server =
            PictorServer.start(
                ServerConfig.builder()
                    .data(scratch.resolve("data"))
                    .photos(List.of(photos))
                    .watch(false)
                    .rescan(Duration.ZERO)
                    .port(0)
                    .build());
        TestClient client = new TestClient(server.uri(), "")) {
      String _ = client.events(server.firstJob().orElseThrow());

      Program.Outcome tagged = tag(server, "photos", "--vocabulary", words.toString());
      assertThat(tagged.code()).as(tagged.err()).isZero();
      assertThat(tagged.out())
          .contains("2 pictures: 2 tagged, 0 without a fitting word, 0 unchanged")
          .contains("words.csv, version ");
      assertThat(tagged.err()).contains(" records");
      JsonNode again =
          JsonMapper.shared()
              .readTree(tag(server, "photos", "--vocabulary", words.toString(), "--json").out());
      assertThat(again.at("/progress/unchanged").intValue()).isEqualTo(2);

      Path csv = scratch.resolve("tags.csv");
      assertThat(tag(server, "photos", "--export", "csv", "--out", csv.toString()).code()).isZero();
      assertThat(csv).content().contains("lighthouse.jpg,lighthouse,", "zebras.jpg,zebra,");
      assertThat(tag(server, "photos", "--export", "json").out()).contains("\"tags\":[\"zebra\"]");

      Path sideCar = photos.resolve("zebras.jpg.xmp");
      Program.Outcome dry = tag(server, "photos", "--export", "xmp", "--dry-run");
      assertThat(dry.out()).contains("new     " + sideCar + ": zebra", "would be: 2 new side-cars");
      assertThat(sideCar).doesNotExist();
      Files.writeString(photos.resolve("lighthouse.jpg.xmp"), "by somebody else, and broken");
      Program.Outcome written = tag(server, "photos", "--export", "xmp");
      assertThat(written.code()).isEqualTo(ExitCode.SOME_FILES_FAILED);
      assertThat(written.out()).contains("written: 1 new side-cars", "1 failed");
      assertThat(written.err()).contains("lighthouse.jpg.xmp is no XMP");
      assertThat(sideCar).content().contains("<rdf:li>zebra</rdf:li>");
      assertThat(photos.resolve("lighthouse.jpg.xmp")).hasContent("by somebody else, and broken");
      Files.delete(photos.resolve("lighthouse.jpg.xmp"));

      Program.Outcome chinese =
          tag(server, "photos", "--vocabulary", words.toString(), "--language", "zh");
      assertThat(chinese.out()).contains("2 tagged");
      assertThat(tag(server, "photos", "--export", "xmp").out()).contains("1 new", "1 merged");
      assertThat(sideCar).content().contains("<rdf:li>斑马</rdf:li>").doesNotContain("zebra<");

      Path out = scratch.resolve("side-cars");
      assertThat(tag(server, "photos", "--export", "xmp", "--out", out.toString()).code()).isZero();
      assertThat(out.resolve("lighthouse.jpg.xmp")).content().contains("灯塔");
    }
  }

  @Test
  void mistakesAreToldWithWhatWasExpected() throws Exception {
    Path broken = Files.writeString(scratch.resolve("broken.csv"), "en\ncat\ncat\n");
    try (PictorServer server =
        PictorServer.start(ServerConfig.builder().data(scratch.resolve("data")).port(0).build())) {
      Program.Outcome line = tag(server, ZEBRAS.toString(), "--vocabulary", broken.toString());
      assertThat(line.code()).isEqualTo(ExitCode.USAGE);
      assertThat(line.err()).contains("broken.csv, line 3, column en: cat");
      assertThat(tag(server, "nothing").err()).contains("no collection of this name");
      assertThat(tag(server, "photos", "--vocabulary", "no.csv").err()).contains("no such file");
      assertThat(tag(server, ZEBRAS.toString(), "--export", "csv").code())
          .isEqualTo(ExitCode.USAGE);
      assertThat(tag(server, "photos", "--export", "doc").err()).contains("csv, json or xmp");
      assertThat(tag(server, "photos", "--out", "x").code()).isEqualTo(ExitCode.USAGE);
    }
  }

  private static Program.Outcome tag(PictorServer server, String... words) {
    String[] line = Arrays.copyOf(new String[] {"tag"}, words.length + 3);
    System.arraycopy(words, 0, line, 1, words.length);
    line[words.length + 1] = "--url";
    line[words.length + 2] = server.uri().toString();
    return Program.here(line);
  }
}
