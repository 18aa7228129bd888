package dev.pictor.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbedderConfig;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.library.IndexProgress.Phase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that change under a run, and a model that has no room.
class UnsteadyFilesTest {

  @TempDir private Path folder;
  private Embedder embedder;
  private LibraryFixture fixture;

  @BeforeEach
  void open() throws IOException {
    // Room for one picture, so that every run waits for the model.
    embedder =
        Embedder.open(
            ModelCatalog.onClassPath().load("pocket"),
            LibraryFixture.DECODER,
            new EmbedderConfig(1, 1, 0, Duration.ZERO, 0));
    fixture = new LibraryFixture(folder, embedder);
  }

  @AfterEach
  void close() {
    fixture.close();
    embedder.close();
  }

  @Test
  void aFullModelIsWaitedFor() throws IOException {
    fixture.addPhotos("food", 6);
    IndexProgress done = fixture.index();
    assertThat(done.indexed()).isEqualTo(6);
    assertThat(done.failed()).isZero();
  }

  /// A share is so slow that each file without a picture's name takes as long to look at as a
  /// picture to encode.
  @Test
  void picturesAreFoundWhileTheFoldersAreStillBeingScanned() throws IOException {
    fixture.addPhotos("food", 6);
    Path later = Files.createDirectory(fixture.photos.resolve("later"));
    for (int i = 0; i < 12; i++) {
      Files.writeString(later.resolve("%02d".formatted(i)), "no picture");
    }
    Thread scanning = Thread.currentThread();
    AtomicInteger looked = new AtomicInteger();
    List<Integer> searchable = new ArrayList<>();
    LibraryConfig eachAtOnce =
        new LibraryConfig(32, 64_000_000, 1, Duration.ZERO, Duration.ZERO, 1_000_000_000);
    index(
        eachAtOnce,
        path -> {
          if (Thread.currentThread().equals(scanning)) {
            int wanted = Math.min(looked.incrementAndGet(), 6);
            while (embedder.stats().picturesEncoded() < wanted) {
              Thread.onSpinWait();
            }
            searchable.add(fixture.ids().size());
          }
          return PictureReader.openFile(path);
        });
    assertThat(searchable).hasSize(12);
    assertThat(searchable.getLast()).isPositive();
  }

  @Test
  void aFileThatGrowsWhileItIsReadIsReadAgain() throws IOException {
    Path photo = fixture.addPhotos("food", 1).getFirst();
    byte[] whole = Files.readAllBytes(photo);
    Files.write(photo, Arrays.copyOf(whole, whole.length / 2));
    AtomicInteger opened = new AtomicInteger();
    IndexProgress done =
        index(
            path -> {
              if (opened.getAndIncrement() == 0) {
                Files.write(
                    photo,
                    Arrays.copyOfRange(whole, whole.length / 2, whole.length),
                    StandardOpenOption.APPEND);
              }
              return PictureReader.openFile(path);
            });
    assertThat(done.indexed()).isEqualTo(1);
    assertThat(opened).hasValue(2);
    assertThat(fixture.metadata(fixture.idOf(photo)).text("sha256"))
        .contains(PictureIntake.sha256(whole));
  }

  @Test
  void aFileThatGoesAwayBeforeItIsReadIsNoFailure() throws IOException {
    List<Path> photos = fixture.addPhotos("food", 2);
    IndexProgress done =
        index(
            path -> {
              if (path.equals(photos.getFirst())) {
                Files.deleteIfExists(path);
              }
              return PictureReader.openFile(path);
            });
    assertThat(done.phase()).isEqualTo(Phase.FINISHED);
    assertThat(done.found()).isEqualTo(1);
    assertThat(done.failed()).isZero();
    assertThat(fixture.ids()).containsExactly(fixture.idOf(photos.getLast()));
  }

  @Test
  void aJpegWithBrokenHuffmanTablesIsListedAndOneInCmykIsIndexed() throws IOException {
    Path good = fixture.addPhotos("food", 1).getFirst();
    Files.write(fixture.photos.resolve("huffman.jpg"), withBrokenTables(Files.readAllBytes(good)));
    Files.copy(
        Path.of("src/test/resources/dev/pictor/image/golden/cmyk-ycck.jpg"),
        fixture.photos.resolve("cmyk.jpg"));
    fixture.index();
    assertThat(fixture.ids()).containsExactlyInAnyOrder(fixture.idOf(good), "cmyk.jpg");
    try (PhotoLibrary library = fixture.library()) {
      assertThat(library.failures()).extracting(FailedFile::id).containsExactly("huffman.jpg");
    }
  }

  private IndexProgress index(PictureReader.Opener opener) {
    return index(LibraryFixture.CONFIG, opener);
  }

  private IndexProgress index(LibraryConfig config, PictureReader.Opener opener) {
    PictureReader reader =
        new PictureReader(LibraryFixture.DECODER.limits(), Duration.ZERO, opener);
    try (PhotoLibrary library = fixture.library(config, reader)) {
      return library.index(_ -> {});
    }
  }

  /// Every table claims 255 codes of each length.
  private static byte[] withBrokenTables(byte[] jpeg) {
    byte[] broken = jpeg.clone();
    int at = 2;
    while ((broken[at + 1] & 0xFF) != 0xDA) {
      if ((broken[at + 1] & 0xFF) == 0xC4) {
        Arrays.fill(broken, at + 5, at + 21, (byte) 0xFF);
      }
      at += 2 + (ByteBuffer.wrap(broken).getShort(at + 2) & 0xFFFF);
    }
    return broken;
  }
}
