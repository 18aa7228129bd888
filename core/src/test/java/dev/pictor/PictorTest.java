package dev.pictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.library.IndexProgress;
import dev.pictor.metadata.FilterParser;
import dev.pictor.search.QueryPart;
import dev.pictor.search.SearchMatch;
import dev.pictor.search.SearchQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictorTest {

  private static final Path KODAK =
      Path.of("..", "examples", "photos", "kodak").toAbsolutePath().normalize();
  private static final Path PARROTS = KODAK.resolve("kodim23.jpg");

  @TempDir Path folder;
  private Path data;
  private Path photos;
  private Pictor pictor;

  @BeforeEach
  void open() throws IOException {
    data = folder.resolve("data");
    photos = Files.createDirectories(folder.resolve("photos"));
    copy("kodim23.jpg");
    copy("kodim05.jpg");
    copy("kodim20.jpg");
    pictor = Pictor.open(data);
  }

  @AfterEach
  void close() {
    pictor.close();
  }

  private void copy(String photo) throws IOException {
    Files.copy(KODAK.resolve(photo), photos.resolve(photo));
  }

  @Test
  void aFolderIsIndexedAndFoundByATextAPictureAndAnId() {
    PictureCollection collection = pictor.collection("photos");
    IndexProgress progress = collection.index(photos);
    assertThat(progress.indexed()).isEqualTo(3);
    assertThat(collection.size()).isEqualTo(3);
    assertThat(collection.search("two parrots").getFirst().id()).isEqualTo("kodim23.jpg");
    assertThat(collection.search("两只鹦鹉", 1)).extracting(SearchMatch::id).contains("kodim23.jpg");
    SearchMatch itself = collection.search(PARROTS, 3).getFirst();
    assertThat(itself.id()).isEqualTo("kodim23.jpg");
    assertThat(itself.score()).isGreaterThan(0.99);
    assertThat(itself.metadata().text("filename")).contains("kodim23.jpg");
    assertThat(collection.searchLike("kodim23.jpg", 3))
        .extracting(SearchMatch::id)
        .doesNotContain("kodim23.jpg");
    assertThat(collection.file("kodim23.jpg")).isEqualTo(photos.resolve("kodim23.jpg"));
    assertThat(collection.thumbnail("kodim23.jpg", 64)).startsWith((byte) 0xff, (byte) 0xd8);
  }

  @Test
  void theSameFoldersAreLookedThroughAgainWhenNoneIsNamed() throws IOException {
    PictureCollection collection = pictor.collection("photos");
    collection.index(photos);
    Files.delete(photos.resolve("kodim05.jpg"));
    Files.writeString(photos.resolve("broken.jpg"), "no picture");
    IndexProgress progress = collection.index();
    assertThat(progress.removed()).isEqualTo(1);
    assertThat(progress.unchanged()).isEqualTo(2);
    assertThat(collection.failures())
        .singleElement()
        .satisfies(failed -> assertThat(failed.id()).isEqualTo("broken.jpg"));
  }

  @Test
  void addedPicturesLiveBesideThoseOfFolders() throws IOException {
    PictureCollection collection = pictor.collection("photos");
    collection.index(photos);
    String id = collection.add(KODAK.resolve("kodim04.jpg"));
    assertThat(collection.add(KODAK.resolve("kodim04.jpg"))).isEqualTo(id);
    byte[] bytes = Files.readAllBytes(KODAK.resolve("kodim15.jpg"));
    collection.add("child", bytes, Map.of("album", "family", "year", 1991));
    collection.index();
    assertThat(collection.size()).isEqualTo(5);
    var family =
        collection.search(
            new SearchQuery(
                List.of(new QueryPart.TextPart("a face", 1)),
                FilterParser.parse(Map.of("album", "family")),
                5));
    assertThat(family.matches()).extracting(SearchMatch::id).containsExactly("child");
    collection.remove("child");
    assertThat(collection.size()).isEqualTo(4);
    assertThatThrownBy(() -> collection.remove("child")).isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> collection.remove("kodim05.jpg"))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("lies in a folder");
    assertThatThrownBy(() -> collection.add("x", bytes, Map.of("sha256", "mine")))
        .isInstanceOf(InvalidRequest.class);
  }

  @Test
  void allIsThereAfterTheNextOpening() {
    pictor.collection("photos").index(photos);
    pictor.close();
    pictor = Pictor.open(data);
    assertThat(pictor.collections()).containsExactly("photos");
    assertThat(pictor.collection("photos").search("two parrots").getFirst().id())
        .isEqualTo("kodim23.jpg");
    assertThat(pictor.collection("photos").index().unchanged()).isEqualTo(3);
  }

  @Test
  void aDeletedCollectionIsGoneWithItsFiles() throws IOException {
    PictureCollection collection = pictor.collection("photos");
    collection.add(PARROTS);
    pictor.delete("photos");
    assertThat(pictor.collections()).isEmpty();
    assertThat(data.resolve("libraries").resolve("photos")).doesNotExist();
    assertThatThrownBy(collection::size).isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> pictor.delete("photos")).isInstanceOf(NotFound.class);
  }

  @Test
  void textsAndPicturesHaveVectorsOfTheSameModel() throws IOException {
    var text = pictor.embed("two parrots");
    var picture = pictor.embed(Files.readAllBytes(PARROTS));
    assertThat(text.model()).isEqualTo(picture.model());
    assertThat(text.vector().dimension()).isEqualTo(512);
    assertThat(picture.vector().norm()).isBetween(0.9999, 1.0001);
  }

  @Test
  void aFolderInUseIsRefusedAndSaysByWhom() {
    assertThatThrownBy(() -> Pictor.open(data))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
    pictor.close();
    pictor.close();
    pictor = Pictor.open(data);
  }

  @Test
  void aModelThatIsNotThereIsRefusedWithThoseThatAreAndTheFolderIsFree() {
    PictorConfig other = PictorConfig.of(folder.resolve("other"));
    assertThatThrownBy(() -> Pictor.open(other.withModel("no-such")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("no-such")
        .hasMessageContaining("pocket");
    Pictor.open(other).close();
  }

  @Test
  void aPictureThatCannotBeReadIsNamed() {
    PictureCollection collection = pictor.collection("photos");
    assertThatThrownBy(() -> collection.add(folder.resolve("missing.jpg")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("missing.jpg");
  }

  @Test
  void theExampleHasTenLinesAndFindsAPhoto() throws IOException, InterruptedException {
    Path example = Path.of("..", "examples", "java", "core", "TenLines.java");
    List<String> lines = Files.readAllLines(example);
    int body = lines.size() - 2 - lines.indexOf("class TenLines {");
    assertThat(body).isLessThanOrEqualTo(10);
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                example.toString(),
                folder.resolve("example").toString(),
                photos.toString(),
                "two parrots")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int exit = process.waitFor();
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(said).contains(" kodim23.jpg");
    assertThat(exit).as(said).isZero();
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
