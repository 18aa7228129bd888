package dev.pictor.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.store.RecordUpdate;
import dev.pictor.vector.DenseVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Libraries that are opened again, closed while at work, or have several folders.
class LibraryLifeTest extends LibraryTest {

  @Test
  void aTableIsReadAgainAtEachRunAndItsColumnsGoWithIt() throws IOException {
    Path photo = fixture.addPhotos("food", 2).getFirst();
    String id = fixture.idOf(photo);
    Path table = folder.resolve("table.csv");
    Files.writeString(table, "filename,price,colour\n" + photo.getFileName() + ",9.5,red\n");
    index(Optional.of(table));
    DenseVector vector = vector(id);
    assertThat(fixture.metadata(id).number("price")).contains(9.5);

    Files.writeString(table, "filename,price\n" + photo.getFileName() + ",7\n");
    fixture
        .records()
        .update(
            List.of(
                new RecordUpdate(
                    id, Metadata.copyOf(Map.of("own", new MetadataValue.Text("stays"))))));
    Optional<LibrarySpec> remembered = PhotoLibrary.remembered(fixture.state);
    assertThat(remembered.flatMap(LibrarySpec::table)).contains(table);
    index(remembered.flatMap(LibrarySpec::table));
    assertThat(fixture.metadata(id).number("price")).contains(7.0);
    assertThat(fixture.metadata(id).get("colour")).isEmpty();

    IndexProgress last = index(Optional.empty());
    assertThat(last.unchanged()).isEqualTo(2);
    assertThat(fixture.metadata(id).get("price")).isEmpty();
    assertThat(fixture.metadata(id).text("own")).contains("stays");
    assertThat(vector(id)).isEqualTo(vector);
  }

  @Test
  void severalFoldersGiveIdsThatBeginWithTheirNames() throws IOException {
    List<Path> food = fixture.addPhotos("food", 3);
    List<Path> plants = fixture.addPhotos("plants", 2);
    List<Path> roots = List.of(fixture.photos.resolve("food"), fixture.photos.resolve("plants"));
    try (PhotoLibrary library = open(new LibrarySpec(roots, fixture.state))) {
      IndexProgress done = library.index(_ -> {});
      assertThat(done.indexed()).isEqualTo(5);
      assertThat(fixture.ids())
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(food.stream(), plants.stream()).map(fixture::idOf).toList());
      assertThat(library.file(fixture.idOf(food.getFirst()))).isEqualTo(food.getFirst());
      Files.delete(plants.getFirst());
      assertThat(library.index(_ -> {}).removed()).isEqualTo(1);
    }
    assertThat(fixture.ids()).hasSize(4);
  }

  @Test
  void oneOfSeveralFoldersMayBeAwayWithoutLosingItsPictures() throws IOException {
    fixture.addPhotos("food", 2);
    fixture.addPhotos("plants", 2);
    Path plants = fixture.photos.resolve("plants");
    List<Path> roots = List.of(fixture.photos.resolve("food"), plants);
    try (PhotoLibrary library = open(new LibrarySpec(roots, fixture.state))) {
      library.index(_ -> {});
      Files.move(plants, folder.resolve("elsewhere"));
      assertThat(library.index(_ -> {}).removed()).isZero();
      assertThat(library.failures()).extracting(FailedFile::id).containsExactly("plants/");
      assertThat(fixture.ids()).hasSize(4);
    }
  }

  @Test
  void aThumbnailThatManyAskForIsMadeOnce() {
    AtomicInteger made = new AtomicInteger();
    int callers = 16;
    CountDownLatch all = new CountDownLatch(callers);
    byte[] jpeg = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 1};
    try (ThumbnailCache cache = new ThumbnailCache(folder.resolve("thumbnails"), 1_000_000);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> answers = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        answers.add(
            threads.submit(
                () -> {
                  all.countDown();
                  all.await();
                  return cache.get(
                      "ab".repeat(32),
                      64,
                      () -> {
                        made.incrementAndGet();
                        return jpeg;
                      });
                }));
      }
      assertThat(answers).allSatisfy(answer -> assertThat(answer.get()).isEqualTo(jpeg));
    }
    assertThat(made).hasValue(1);
  }

  private IndexProgress index(Optional<Path> table) {
    LibrarySpec spec = new LibrarySpec(List.of(fixture.photos), fixture.state, table);
    try (PhotoLibrary library = open(spec)) {
      return library.index(_ -> {});
    }
  }

  private PhotoLibrary open(LibrarySpec spec) {
    return PhotoLibrary.open(
        spec,
        fixture.collection,
        embedder,
        LibraryFixture.DECODER,
        Map.of(),
        LibraryFixture.CONFIG);
  }

  @Test
  void closingWaitsForTheRun() throws Exception {
    fixture.addPhotos("food", 20);
    CountDownLatch begun = new CountDownLatch(1);
    PhotoLibrary library = fixture.library();
    CompletableFuture<IndexProgress> run =
        CompletableFuture.supplyAsync(
            () ->
                library.index(
                    progress -> {
                      if (progress.phase() == IndexProgress.Phase.INDEXING) {
                        begun.countDown();
                      }
                    }));
    begun.await();
    library.close();
    long stored = fixture.ids().size();
    assertThat(library.progress().phase())
        .isIn(IndexProgress.Phase.INTERRUPTED, IndexProgress.Phase.FINISHED);
    run.join();
    assertThat(fixture.ids()).hasSize(Math.toIntExact(stored));
  }

  private DenseVector vector(String id) {
    return fixture.records().fetch(List.of(id)).getFirst().vector();
  }
}
