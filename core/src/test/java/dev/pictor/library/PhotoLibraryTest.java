package dev.pictor.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.Unavailable;
import dev.pictor.image.Picture;
import dev.pictor.library.IndexProgress.Phase;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.store.RecordUpdate;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.DenseVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PhotoLibraryTest extends LibraryTest {

  @Test
  void everyPictureBecomesARecordWithItsFields() throws IOException {
    Path photo = fixture.addPhotos("animals", 3).getFirst();
    IndexProgress done = fixture.index();
    assertThat(done.phase()).isEqualTo(Phase.FINISHED);
    assertThat(done.found()).isEqualTo(3);
    assertThat(done.done()).isEqualTo(3);
    assertThat(done.indexed()).isEqualTo(3);
    Metadata metadata = fixture.metadata(fixture.idOf(photo));
    assertThat(metadata.text("filename")).contains(photo.getFileName().toString());
    assertThat(metadata.text("path")).contains(fixture.idOf(photo));
    assertThat(metadata.text("folder")).contains("animals");
    assertThat(metadata.text("category")).contains("animals");
    assertThat(metadata.text("format")).contains("jpeg");
    assertThat(metadata.number("bytes")).contains((double) Files.size(photo));
    assertThat(metadata.text("sha256")).contains(PictureIntake.sha256(Files.readAllBytes(photo)));
    assertThat(metadata.text("timestamp").orElseThrow())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d");
    Picture picture = LibraryFixture.DECODER.decode(Files.readAllBytes(photo));
    assertThat(metadata.number("width")).contains((double) picture.width());
    assertThat(metadata.number("height")).contains((double) picture.height());
  }

  @Test
  void aPictureAtTheRootHasTheRootsNameAsCategory() throws IOException {
    Path photo = fixture.addPhotos("food", 1).getFirst();
    Files.move(photo, fixture.photos.resolve("top.jpg"));
    fixture.index();
    assertThat(fixture.metadata("top.jpg").text("folder")).contains("");
    assertThat(fixture.metadata("top.jpg").text("category")).contains("photos");
  }

  @Test
  void unchangedPicturesAreNotReadAgain() throws IOException {
    List<Path> photos = fixture.addPhotos("food", 2);
    fixture.index();
    // Other bytes of the same size and time can only go unnoticed when nothing is read.
    Path first = photos.getFirst();
    FileTime time = Files.getLastModifiedTime(first);
    Files.write(first, new byte[Math.toIntExact(Files.size(first))]);
    Files.setLastModifiedTime(first, time);
    IndexProgress again = fixture.index();
    assertThat(again.unchanged()).isEqualTo(2);
    assertThat(again.indexed() + again.moved() + again.removed() + again.failed()).isZero();
  }

  @Test
  void aRenamedPictureKeepsItsVectorAndWhatOthersPutOnIt() throws IOException {
    Path photo = fixture.addPhotos("food", 2).getFirst();
    fixture.index();
    String id = fixture.idOf(photo);
    // A vector that no encoder makes shows that none ran.
    DenseVector marked = mark(id);
    fixture
        .records()
        .update(
            List.of(
                new RecordUpdate(
                    id, Metadata.copyOf(Map.of("stars", new MetadataValue.Numeric(5))))));
    Files.createDirectories(fixture.photos.resolve("新的 文件夹"));
    Files.move(photo, fixture.photos.resolve("新的 文件夹").resolve("猫 1.jpg"));
    IndexProgress done = fixture.index();
    assertThat(done.moved()).isEqualTo(1);
    assertThat(done.indexed()).isZero();
    assertThat(done.removed()).isEqualTo(1);
    assertThat(fixture.ids()).hasSize(2).doesNotContain(id).contains("新的 文件夹/猫 1.jpg");
    VectorRecord moved = fixture.records().fetch(List.of("新的 文件夹/猫 1.jpg")).getFirst();
    assertThat(moved.vector()).isEqualTo(marked);
    assertThat(moved.metadata().text("category")).contains("新的 文件夹");
    assertThat(moved.metadata().number("stars")).contains(5.0);
    try (PhotoLibrary library = fixture.library()) {
      assertThat(library.file("新的 文件夹/猫 1.jpg")).isRegularFile();
    }
  }

  @Test
  void aCopyUsesTheVectorOfItsOriginal() throws IOException {
    Path photo = fixture.addPhotos("food", 1).getFirst();
    fixture.index();
    DenseVector marked = mark(fixture.idOf(photo));
    Files.copy(photo, fixture.photos.resolve("copy.jpg"));
    IndexProgress done = fixture.index();
    assertThat(done.moved()).isEqualTo(1);
    assertThat(done.removed()).isZero();
    assertThat(fixture.records().fetch(List.of("copy.jpg")).getFirst().vector()).isEqualTo(marked);
  }

  @Test
  void aTouchedPictureKeepsItsVector() throws IOException {
    Path photo = fixture.addPhotos("food", 1).getFirst();
    fixture.index();
    String id = fixture.idOf(photo);
    DenseVector marked = mark(id);
    Files.setLastModifiedTime(photo, FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
    assertThat(fixture.index().unchanged()).isEqualTo(1);
    assertThat(fixture.metadata(id).text("modified")).contains("2001-02-03T04:05:06Z");
    assertThat(fixture.records().fetch(List.of(id)).getFirst().vector()).isEqualTo(marked);
  }

  @Test
  void aReplacedPictureIsEncodedAnew() throws IOException {
    List<Path> photos = fixture.addPhotos("food", 2);
    fixture.index();
    Path other = fixture.addPhotos("people", 1).getFirst();
    Files.write(photos.getFirst(), Files.readAllBytes(other));
    Files.delete(other);
    IndexProgress done = fixture.index();
    assertThat(done.indexed()).isEqualTo(1);
    assertThat(fixture.metadata(fixture.idOf(photos.getFirst())).text("sha256"))
        .contains(PictureIntake.sha256(Files.readAllBytes(photos.getFirst())));
  }

  @Test
  void twoPicturesThatSwapNamesSwapVectors() throws IOException {
    List<Path> photos = fixture.addPhotos("food", 2);
    fixture.index();
    DenseVector first = vector(photos.get(0));
    DenseVector second = vector(photos.get(1));
    byte[] bytes = Files.readAllBytes(photos.get(0));
    Files.write(photos.get(0), Files.readAllBytes(photos.get(1)));
    Files.write(photos.get(1), bytes);
    fixture.index();
    assertThat(vector(photos.get(0))).isEqualTo(second);
    assertThat(vector(photos.get(1))).isEqualTo(first);
  }

  @Test
  void deletedPicturesLeaveAndRecordsOfOthersStay() throws IOException {
    List<Path> photos = fixture.addPhotos("food", 2);
    fixture.index();
    VectorRecord foreign =
        new VectorRecord("uploaded", vector(photos.getFirst()), Metadata.empty());
    fixture.records().upsert(List.of(foreign));
    Files.delete(photos.getFirst());
    assertThat(fixture.index().removed()).isEqualTo(1);
    assertThat(fixture.ids()).containsExactly(fixture.idOf(photos.get(1)), "uploaded");
  }

  @Test
  void aMissingOrEmptyRootRemovesNothing() throws IOException {
    fixture.addPhotos("food", 2);
    fixture.index();
    Path away = folder.resolve("away");
    Files.move(fixture.photos, away);
    assertThatThrownBy(() -> fixture.index())
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("2 pictures")
        .hasMessageContaining("mounted");
    Files.createDirectory(fixture.photos);
    assertThatThrownBy(() -> fixture.index()).isInstanceOf(Unavailable.class);
    assertThat(fixture.ids()).hasSize(2);
    Files.delete(fixture.photos);
    Files.move(away, fixture.photos);
    assertThat(fixture.index().unchanged()).isEqualTo(2);
  }

  @Test
  void anInterruptedRunKeepsWhatIsDoneAndTheNextGoesOn() throws IOException {
    fixture.addPhotos("animals", 40);
    int all = fixture.addPhotos("food", 40).size() + 40;
    try (PhotoLibrary library = fixture.library()) {
      IndexProgress stopped =
          library.index(
              progress -> {
                if (progress.indexed() > 0) {
                  library.interrupt();
                }
              });
      assertThat(stopped.done()).isPositive();
      assertThat(library.progress().phase()).isEqualTo(Phase.INTERRUPTED);
      assertThat(fixture.ids()).hasSize(Math.toIntExact(stopped.indexed()));
      assertThat(stopped.indexed()).isLessThan(stopped.found());
      IndexProgress rest = library.index(_ -> {});
      assertThat(rest.phase()).isEqualTo(Phase.FINISHED);
      assertThat(rest.unchanged()).isEqualTo(stopped.indexed());
      assertThat(rest.indexed()).isEqualTo(rest.found() - stopped.indexed());
      assertThat(fixture.ids()).hasSize(Math.toIntExact(rest.found()));
      assertThat(rest.found()).isLessThanOrEqualTo(all);
    }
  }

  @Test
  void aSecondRunAtTheSameTimeIsAConflict() throws IOException {
    fixture.addPhotos("food", 1);
    AtomicReference<Throwable> second = new AtomicReference<>();
    try (PhotoLibrary library = fixture.library()) {
      library.index(
          _ -> {
            try {
              library.index(_ -> {});
            } catch (Conflict refused) {
              second.set(refused);
            }
          });
    }
    assertThat(second.get()).hasMessageContaining("under way");
  }

  @Test
  void onlyIndexedPicturesInsideTheFoldersHaveFiles() throws IOException {
    Path photo = fixture.addPhotos("food", 1).getFirst();
    Files.writeString(folder.resolve("secret.txt"), "secret");
    Files.copy(photo, folder.resolve("outside.jpg"));
    fixture.index();
    DenseVector vector = vector(photo);
    List<String> wrong =
        List.of("../outside.jpg", "food/../../outside.jpg", "/etc/passwd", "food", "a//b", "..");
    for (String id : wrong) {
      fixture.records().upsert(List.of(new VectorRecord(id, vector, Metadata.empty())));
    }
    Files.createSymbolicLink(fixture.photos.resolve("link.jpg"), folder.resolve("secret.txt"));
    fixture.records().upsert(List.of(new VectorRecord("link.jpg", vector, Metadata.empty())));
    try (PhotoLibrary library = fixture.library()) {
      assertThat(library.file(fixture.idOf(photo))).isEqualTo(photo);
      for (String id : wrong) {
        assertThatThrownBy(() -> library.file(id)).as(id).isInstanceOf(NotFound.class);
      }
      assertThatThrownBy(() -> library.file("link.jpg")).isInstanceOf(NotFound.class);
      assertThatThrownBy(() -> library.file("unknown.jpg")).isInstanceOf(NotFound.class);
    }
  }

  @Test
  void aCycleOfLinksEndsAndLinkedFoldersAreFollowed() throws IOException {
    fixture.addPhotos("food", 2);
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Files.copy(fixture.addPhotos("people", 1).getFirst(), outside.resolve("one.jpg"));
    Files.createSymbolicLink(fixture.photos.resolve("a-cycle"), fixture.photos);
    Files.createSymbolicLink(fixture.photos.resolve("a-linked"), outside);
    fixture.index();
    assertThat(fixture.ids()).hasSize(4).contains("a-linked/one.jpg");
    assertThat(fixture.ids()).noneMatch(id -> id.startsWith("a-cycle"));
    try (PhotoLibrary library = fixture.library()) {
      assertThat(library.file("a-linked/one.jpg")).isRegularFile();
    }
  }

  @Test
  void decomposedNamesAreFoundByTheirNormalisedId() throws IOException {
    Path photo = fixture.addPhotos("food", 1).getFirst();
    Files.move(photo, fixture.photos.resolve("cafe\u0301.jpg"));
    fixture.index();
    assertThat(fixture.ids()).containsExactly("caf\u00e9.jpg");
    try (PhotoLibrary library = fixture.library()) {
      assertThat(library.file("caf\u00e9.jpg")).isRegularFile();
    }
  }

  @Test
  void columnsOfATableArriveWithoutEncodingAgain() throws IOException {
    List<Path> photos = fixture.addPhotos("food", 2);
    fixture.index();
    DenseVector marked = mark(fixture.idOf(photos.getFirst()));
    Map<String, Metadata> table =
        Map.of(
            photos.getFirst().getFileName().toString(),
            Metadata.copyOf(Map.of("price", new MetadataValue.Numeric(9.5))));
    try (PhotoLibrary library = fixture.library(table)) {
      IndexProgress done = library.index(_ -> {});
      assertThat(done.unchanged()).isEqualTo(2);
    }
    VectorRecord record =
        fixture.records().fetch(List.of(fixture.idOf(photos.getFirst()))).getFirst();
    assertThat(record.metadata().number("price")).contains(9.5);
    assertThat(record.vector()).isEqualTo(marked);
    assertThatThrownBy(
            () ->
                fixture.library(
                    Map.of("x", Metadata.copyOf(Map.of("width", new MetadataValue.Numeric(1))))))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("column: width");
  }

  @Test
  void aThumbnailIsMadeOnceAndKept() throws IOException {
    Path photo = fixture.addPhotos("food", 1).getFirst();
    fixture.index();
    String id = fixture.idOf(photo);
    try (PhotoLibrary library = fixture.library()) {
      byte[] thumbnail = library.thumbnail(id, 64);
      Picture picture = LibraryFixture.DECODER.decode(thumbnail);
      assertThat(Math.max(picture.width(), picture.height())).isEqualTo(64);
      Files.delete(photo);
      assertThat(library.thumbnail(id, 64)).isEqualTo(thumbnail);
      assertThatThrownBy(() -> library.thumbnail(id, 65)).isInstanceOf(NotFound.class);
    }
  }

  private DenseVector vector(Path photo) {
    return fixture.records().fetch(List.of(fixture.idOf(photo))).getFirst().vector();
  }

  private DenseVector mark(String id) {
    float[] values = new float[embedder.model().dimension()];
    values[0] = 1;
    DenseVector marked = DenseVector.wrap(values);
    fixture.records().upsert(List.of(new VectorRecord(id, marked, fixture.metadata(id))));
    return marked;
  }
}
