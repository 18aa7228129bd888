package dev.pictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import dev.pictor.server.TestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The commands for collections and snapshots against a server with three photos.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CollectionCommandsTest {

  private static final Path KODAK = Path.of("../examples/photos/kodak");

  @TempDir static Path scratch;
  private PictorServer server;
  private TestClient client;

  @BeforeAll
  void index() throws Exception {
    Path photos = Files.createDirectory(scratch.resolve("photos"));
    for (String name : new String[] {"kodim05.jpg", "kodim19.jpg", "kodim23.jpg"}) {
      Files.copy(KODAK.resolve(name), photos.resolve(name));
    }
    server =
        PictorServer.start(
            ServerConfig.builder()
                .data(scratch.resolve("data"))
                .photos(List.of(photos))
                .port(0)
                .build());
    client = new TestClient(server.uri(), "");
    client.events(server.firstJob().orElseThrow());
  }

  @AfterAll
  void stop() {
    client.close();
    server.close();
  }

  private Program.Outcome pictor(String... arguments) {
    String[] line = Arrays.copyOf(arguments, arguments.length + 2);
    line[arguments.length] = "--url";
    line[arguments.length + 1] = url(server);
    return Program.here(line);
  }

  @Test
  void collectionIsMadeListedVerifiedAndDeleted() {
    Program.Outcome made =
        pictor(
            "collections", "create", "articles", "--dimension", "3", "--similarity", "dotproduct");
    assertThat(made.code()).isZero();
    assertThat(pictor("collections", "list").out())
        .containsPattern("articles +0 records  3 numbers, dotproduct")
        .containsPattern("photos +3 records  512 numbers, cosine, model pocket");
    Program.Outcome verified = pictor("collections", "verify", "photos");
    assertThat(verified.code()).isZero();
    assertThat(verified.out()).contains("photos: 3 records").contains("sound");
    assertThat(pictor("collections", "delete", "articles").code()).isEqualTo(ExitCode.USAGE);
    assertThat(pictor("collections", "delete", "articles", "--yes").code()).isZero();
    assertThat(pictor("collections", "list").out()).doesNotContain("articles");
  }

  @Test
  void protectedCollectionIsNotDeletedAndTheReasonIsTold() {
    pictor("collections", "create", "kept", "--sparse", "--protect");
    Program.Outcome refused = pictor("collections", "delete", "kept", "--yes");
    assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.err()).contains("kept is protected from deletion");
    assertThat(pictor("collections", "list").out()).contains("sparse, dotproduct, protected");
  }

  @Test
  void damagedCollectionIsReportedWithTheFileAndExitCodeOne() throws Exception {
    pictor("collections", "create", "broken", "--dimension", "2");
    Path description = scratch.resolve("data/store/collections/c-broken/collection.json");
    Files.writeString(description, "{");
    Program.Outcome verified = pictor("collections", "verify", "broken");
    assertThat(verified.code()).isEqualTo(ExitCode.FAILED);
    assertThat(verified.out()).contains("DAMAGED").contains("collection.json");
  }

  @Test
  void collectionWithADamagedIndexIsListedWithItsProblemBesideTheOthers() throws Exception {
    Path data = scratch.resolve("other-data");
    try (PictorServer other = serve(data)) {
      Program.here("collections", "create", "bad", "--dimension", "2", "--url", url(other));
      Program.here("collections", "create", "good", "--dimension", "2", "--url", url(other));
    }
    try (Stream<Path> files = Files.list(data.resolve("store/collections/c-bad/index"))) {
      for (Path file : files.filter(each -> each.toString().contains("segments_")).toList()) {
        Files.writeString(file, "nothing");
      }
    }
    try (PictorServer other = serve(data);
        TestClient client = new TestClient(other.uri(), "")) {
      String list = Program.here("collections", "list", "--url", url(other)).out();
      assertThat(list)
          .containsPattern("bad +\\? records .*segments_")
          .containsPattern("good +0 records");
      assertThat(client.get("metrics").body())
          .contains("pictor_collection_segments{collection=\"good\"} 0.0")
          .contains("pictor_collection_merges{collection=\"good\"} 0.0")
          .doesNotContain("{collection=\"bad\"}");
    }
  }

  @Test
  void collectionWithADamagedDescriptionIsListedAndDeleted() throws Exception {
    Path data = scratch.resolve("third-data");
    try (PictorServer other = serve(data)) {
      Program.here("collections", "create", "bad", "--dimension", "2", "--url", url(other));
    }
    Files.writeString(data.resolve("store/collections/c-bad/collection.json"), "{");
    try (PictorServer other = serve(data)) {
      assertThat(Program.here("collections", "list", "--url", url(other)).out())
          .containsPattern("bad +DAMAGED .*collection.json");
      Program.here("collections", "delete", "bad", "--yes", "--url", url(other));
      assertThat(Program.here("collections", "list", "--url", url(other)).out())
          .contains("No collections yet");
    }
  }

  private static PictorServer serve(Path data) {
    return PictorServer.start(ServerConfig.builder().data(data).port(0).build());
  }

  private static String url(PictorServer server) {
    return server.uri().toString();
  }

  @Test
  void snapshotAndBackupBringThePhotosBack() {
    Program.Outcome made = pictor("snapshots", "create", "photos", "--name", "第一");
    assertThat(made.code()).isZero();
    String id = made.out().substring(0, made.out().indexOf(" "));
    assertThat(pictor("snapshots", "list").out()).contains(id).contains("第一");
    assertThat(pictor("snapshots", "restore", id, "again").out()).contains("again: 3 records");
    String backup = scratch.resolve("backup").toString();
    assertThat(pictor("snapshots", "backup", id, backup).out()).contains(backup);
    assertThat(pictor("snapshots", "delete", id).code()).isZero();
    assertThat(pictor("snapshots", "restore", id, "never").err()).contains(id);
    assertThat(pictor("snapshots", "restore", backup, "from-backup").out())
        .contains("from-backup: 3 records");
    assertThat(pictor("bench", "from-backup", "--queries", "3", "--limit", "2").out())
        .contains("recall@2: 1.0000")
        .contains("2048 bytes a vector");
  }
}
