package dev.pictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import dev.pictor.server.TestClient;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `pictor duplicates` from the first look to the emptied trash.
class DuplicatesCommandTest {

  private static final Path LIGHTHOUSE = Path.of("../examples/photos/kodak/kodim19.jpg");

  @TempDir Path scratch;
  private Path photos = Path.of("");
  private PictorServer server;

  @BeforeEach
  void start() throws Exception {
    photos = Files.createDirectory(scratch.resolve("photos"));
    Files.copy(LIGHTHOUSE, photos.resolve("a.jpg"));
    Files.copy(LIGHTHOUSE, photos.resolve("copy.jpg"));
    Files.copy(LIGHTHOUSE.resolveSibling("kodim23.jpg"), photos.resolve("other.jpg"));
    server =
        PictorServer.start(
            ServerConfig.builder()
                .data(scratch.resolve("data"))
                .photos(List.of(photos))
                .watch(false)
                .rescan(Duration.ZERO)
                .port(0)
                .build());
    try (TestClient client = new TestClient(server.uri(), "")) {
      String _ = client.events(server.firstJob().orElseThrow());
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Program.Outcome duplicates(String... words) {
    String[] line =
        Stream.of(
                Stream.of("duplicates"),
                Arrays.stream(words),
                Stream.of("--url", server.uri().toString()))
            .flatMap(each -> each)
            .toArray(String[]::new);
    return Program.here(line);
  }

  @Test
  void aLookRemovesNothingAndSaysWhatWouldGo() {
    Program.Outcome outcome = duplicates("photos");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("copies, certain, same bytes")
        .contains("* a.jpg")
        .contains("  copy.jpg")
        .contains("1 groups of copies, 0 bursts")
        .contains(photos.resolve("copy.jpg") + "  (certain; a.jpg stays)")
        .contains("Dry run: 1 files would go to the trash")
        .contains("pictor duplicates photos --delete");
    assertThat(photos.resolve("copy.jpg")).exists();
  }

  @Test
  void whatIsDeletedIsInTheTrashAndComesBack() {
    Program.Outcome deleted = duplicates("photos", "--stage", "bytes", "--delete", "--yes");

    assertThat(deleted.code()).as(deleted.err()).isZero();
    assertThat(deleted.out())
        .contains("1 files are in the trash")
        .contains("pictor duplicates restore photos");
    assertThat(photos.resolve("copy.jpg")).doesNotExist();
    assertThat(photos.resolve("a.jpg")).exists();
    assertThat(duplicates("trash", "photos").out())
        .contains(photos.resolve("copy.jpg").toString(), "1 files in the trash");
    assertThat(duplicates("restore", "photos").out()).contains("1 files restored");
    assertThat(photos.resolve("copy.jpg")).exists();

    assertThat(duplicates("photos", "--delete", "--yes").code()).isZero();
    assertThat(duplicates("trash", "photos", "--empty").out()).contains("1 files deleted");
    assertThat(duplicates("restore", "photos").out()).contains("0 files restored");
    assertThat(photos.resolve("copy.jpg")).doesNotExist();
  }

  @Test
  void withoutYesSomebodyIsAskedOrNothingIsDone() {
    Program.Outcome unasked = duplicates("photos", "--delete");
    assertThat(unasked.code()).isEqualTo(ExitCode.USAGE);
    assertThat(unasked.err()).contains("expected: --yes");

    System.setProperty("pictor.terminal", "true");
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream("n\n".getBytes(StandardCharsets.US_ASCII)));
      Program.Outcome refused = duplicates("photos", "--delete");
      assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
      assertThat(refused.err()).contains("Move 1 files into the trash?", "Nothing was done.");
      assertThat(photos.resolve("copy.jpg")).exists();
      System.setIn(new ByteArrayInputStream("y\n".getBytes(StandardCharsets.US_ASCII)));
      assertThat(duplicates("photos", "--no-search", "--delete").code()).isZero();
      assertThat(photos.resolve("copy.jpg")).doesNotExist();
    } finally {
      System.setIn(before);
      System.clearProperty("pictor.terminal");
    }
  }

  @Test
  void scriptsGetJsonAndADismissedGroupIsNotShownAgain() {
    JsonNode answer = JsonMapper.shared().readTree(duplicates("photos", "--json").out());
    assertThat(answer.at("/found/copies").intValue()).isEqualTo(1);
    assertThat(answer.at("/dryRun/files").intValue()).isEqualTo(1);
    String group = answer.at("/found/groups/0/id").stringValue();

    assertThat(duplicates("photos", "--dismiss", group).out()).contains(group + ": dismissed");
    assertThat(duplicates("photos").out()).contains("0 groups of copies").doesNotContain("a.jpg");
  }

  @Test
  void mistakesAreToldWithWhatWasExpected() {
    assertThat(duplicates("photos", "--stage", "smell").err()).contains("bytes, hash, embedding");
    assertThat(duplicates("photos", "--stage", "smell").code()).isEqualTo(ExitCode.USAGE);
    assertThat(duplicates("photos", "--sure", "very").err()).contains("certain, likely, possible");
    assertThat(duplicates("photos", "--yes").code()).isEqualTo(ExitCode.USAGE);
    assertThat(duplicates().err()).contains("COLLECTION: missing");
    assertThat(duplicates("nothing").code()).isEqualTo(ExitCode.FAILED);
    assertThat(duplicates("photos", "--dismiss", "none").err()).contains("group: none");
  }
}
