package dev.pictor.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbedderConfig;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.sync.FolderSync;
import dev.pictor.sync.QuietHours;
import dev.pictor.sync.SyncConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Libraries that follow their folders by themselves. Without a schedule, so that what is found is
/// found by watching.
class FoldersInSyncTest {

  private static final SyncConfig WATCHED = new SyncConfig(true, Duration.ZERO, List.of());

  /// Without a cache, so that it counts each picture that is encoded.
  private static Embedder embedder;

  @TempDir private Path folder;
  private LibraryFixture fixture;

  @BeforeAll
  static void openModel() {
    embedder =
        Embedder.open(
            ModelCatalog.onClassPath().load("pocket"),
            LibraryFixture.DECODER,
            new EmbedderConfig(2, 64, 0, Duration.ZERO, 0));
  }

  @AfterAll
  static void closeModel() {
    embedder.close();
  }

  @BeforeEach
  void openStore() throws IOException {
    fixture = new LibraryFixture(folder, embedder);
  }

  @AfterEach
  void closeStore() {
    fixture.close();
  }

  private SyncedFolders follow() throws Exception {
    SyncedFolders folders = new SyncedFolders(fixture, WATCHED, Clock.systemUTC());
    folders.awaitBegun();
    assertThat(folders.awaitRun()).isEqualTo(new Scope.Everything());
    return folders;
  }

  private Path addPictures(String name, int count, Random random) throws IOException {
    Path target = Files.createDirectories(fixture.photos.resolve(name));
    for (int i = 0; i < count; i++) {
      Files.write(target.resolve("p%03d.png".formatted(i)), SyncedFolders.picture(random));
    }
    return target;
  }

  @Test
  void aThousandChangesAreFollowedAndNoPictureIsEncodedTwice() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 10; i++) {
      addPictures("f" + i, 10, random);
    }
    long before = embedder.stats().picturesEncoded();
    RandomChanges changes = new RandomChanges(fixture.photos, random);
    try (SyncedFolders folders = follow()) {
      for (int i = 0; i < 1000; i++) {
        changes.one();
        if (i % 250 == 249) {
          folders.awaitInStep();
        }
      }
      assertThat(folders.records()).isEqualTo(folders.files());
    }
    assertThat(embedder.stats().picturesEncoded() - before)
        .isLessThanOrEqualTo(100 + changes.contents());
    IndexProgress fresh = fixture.index();
    assertThat(fresh.unchanged()).isEqualTo(fresh.found());
    assertThat(fresh.indexed() + fresh.moved() + fresh.removed() + fresh.failed()).isZero();
  }

  @Test
  void aRenamedFolderKeepsItsVectorsAndWhatComesThereLaterIsSeen() throws Exception {
    Random random = new Random(1);
    Path before = addPictures("before/inner", 20, random).getParent();
    try (SyncedFolders folders = follow()) {
      long encoded = embedder.stats().picturesEncoded();
      Path after = fixture.photos.resolve("after");
      Files.move(before, after);
      folders.awaitInStep();
      assertThat(folders.records()).hasSize(20).containsKey("after/inner/p000.png");
      assertThat(embedder.stats().picturesEncoded()).isEqualTo(encoded);
      addPictures("after/inner/deep", 1, random);
      Files.delete(after.resolve("inner/p000.png"));
      folders.awaitInStep();
      assertThat(folders.records()).hasSize(20).containsKey("after/inner/deep/p000.png");
    }
  }

  @Test
  void onlyTheFolderThatChangedIsLookedAt() throws Exception {
    Random random = new Random(2);
    addPictures("a", 3, random);
    Path other = addPictures("b", 1, random);
    try (SyncedFolders folders = follow()) {
      Files.write(other.resolve("new.png"), SyncedFolders.picture(random));
      assertThat(folders.awaitRun()).isEqualTo(new Scope.Folders(Set.of(other), Set.of()));
      folders.awaitInStep();
    }
  }

  /// More than a watch holds for one folder while nobody reads its events.
  @Test
  void eventsThatAreLostAreMadeUpFor() throws Exception {
    Random random = new Random(3);
    Path many = addPictures("a/many", 1, random);
    try (SyncedFolders folders = follow()) {
      CountDownLatch gate = new CountDownLatch(1);
      folders.gate = gate;
      Path trigger = fixture.photos.resolve("a/trigger.png");
      Files.write(trigger, SyncedFolders.picture(random));
      folders.awaitBegun();
      byte[] one = SyncedFolders.picture(random);
      for (int i = 0; i < 700; i++) {
        Files.write(many.resolve("p%03d.png".formatted(i)), one);
        Files.delete(many.resolve("p%03d.png".formatted(i)));
      }
      Files.createDirectories(many.resolve("x/y"));
      Files.write(many.resolve("x/y/last.png"), SyncedFolders.picture(random));
      gate.countDown();
      folders.awaitInStep();
      assertThat(folders.records()).containsKey("a/many/x/y/last.png");
    }
  }

  @Test
  void aFolderThatIsAwayKeepsItsPicturesAndIsFollowedWhenItIsBack() throws Exception {
    Random random = new Random(4);
    addPictures("a", 5, random);
    try (SyncedFolders folders = follow()) {
      Map<String, String> all = folders.records();
      Path away = folder.resolve("away");
      Files.move(fixture.photos, away);
      assertThat(folders.awaitRun()).isNotNull();
      assertThat(folders.records()).isEqualTo(all);
      Files.createDirectory(fixture.photos); // as an unmounted disk leaves it
      assertThat(folders.awaitRun()).isNotNull();
      assertThat(folders.records()).isEqualTo(all);
      Files.delete(fixture.photos);
      Files.write(away.resolve("a/new.png"), SyncedFolders.picture(random));
      Files.move(away, fixture.photos);
      folders.awaitInStep();
      assertThat(folders.records()).hasSize(6);
    }
  }

  @Test
  void hiddenAndOtherFilesCauseNoRun() throws Exception {
    Path target = addPictures("a", 1, new Random(5));
    try (SyncedFolders folders = follow()) {
      Files.writeString(target.resolve(".hidden"), "x");
      Files.createDirectories(target.resolve("@eaDir/deep"));
      Files.write(target.resolve("seen.png"), SyncedFolders.picture(new Random(6)));
      assertThat(folders.awaitRun()).isEqualTo(new Scope.Folders(Set.of(target), Set.of()));
    }
  }

  @Test
  void aPauseStopsEverythingUntilItEndsAlsoOverARestart() throws Exception {
    Random random = new Random(7);
    Path target = addPictures("a", 2, random);
    try (SyncedFolders folders = follow()) {
      folders.sync().pause(true);
      assertThat(folders.sync().status().state()).isEqualTo(FolderSync.State.PAUSED);
    }
    Files.write(target.resolve("new.png"), SyncedFolders.picture(random));
    try (SyncedFolders folders = new SyncedFolders(fixture, WATCHED, Clock.systemUTC())) {
      assertThat(folders.sync().status().state()).isEqualTo(FolderSync.State.PAUSED);
      assertThat(folders.hasRun()).isFalse();
      assertThat(folders.records()).hasSize(2);
      folders.sync().pause(false);
      folders.awaitInStep();
      assertThat(folders.records()).hasSize(3);
    }
  }

  @Test
  void aPauseEndsTheRunUnderWay() throws Exception {
    addPictures("a", 200, new Random(8));
    SyncedFolders folders = new SyncedFolders(fixture, WATCHED, Clock.systemUTC());
    try (folders) {
      folders.awaitBegun();
      folders.sync().pause(true);
      folders.awaitRun();
      assertThat(folders.records()).hasSizeLessThan(200);
      folders.sync().pause(false);
      folders.awaitInStep();
    }
  }

  @Test
  void nothingIsIndexedInQuietHours() throws Exception {
    addPictures("a", 2, new Random(9));
    SettableClock clock = new SettableClock(Instant.parse("2026-01-01T12:00:00Z"));
    SyncConfig config =
        new SyncConfig(true, Duration.ZERO, List.of(QuietHours.parse("08:00-18:00")));
    try (SyncedFolders folders = new SyncedFolders(fixture, config, clock)) {
      assertThat(folders.sync().status().state()).isEqualTo(FolderSync.State.QUIET);
      assertThat(folders.hasRun()).isFalse();
      assertThat(fixture.ids()).isEmpty();
      clock.now = Instant.parse("2026-01-01T18:00:00Z");
      folders.awaitInStep();
    }
  }

  @Test
  void aLinkToAFolderIsFollowedWhenItComes() throws Exception {
    Random random = new Random(10);
    addPictures("a", 1, random);
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Files.write(outside.resolve("linked.png"), SyncedFolders.picture(random));
    try (SyncedFolders folders = follow()) {
      Files.createSymbolicLink(fixture.photos.resolve("link"), outside);
      assertThat(folders.awaitRun()).isEqualTo(new Scope.Everything());
      assertThat(fixture.ids()).contains("link/linked.png");
      Files.write(fixture.photos.resolve("a/new.png"), SyncedFolders.picture(random));
      folders.awaitRun();
      assertThat(fixture.ids()).contains("link/linked.png", "a/new.png");
      Files.delete(fixture.photos.resolve("link"));
      folders.awaitRun();
      assertThat(fixture.ids()).containsExactlyInAnyOrder("a/p000.png", "a/new.png");
    }
  }

  @Test
  void aLowerSpeedRestsAfterEachPictureAndForgetsNone() throws IOException {
    addPictures("a", 6, new Random(11));
    LibraryConfig half = LibraryFixture.CONFIG.with(0.5, List.of());
    assertThat(half.restAfter(Duration.ofMillis(30))).isEqualTo(Duration.ofMillis(30));
    assertThat(half.with(0.25, List.of()).restAfter(Duration.ofMillis(30)))
        .isEqualTo(Duration.ofMillis(90));
    assertThat(LibraryFixture.CONFIG.restAfter(Duration.ofMillis(30))).isZero();
    PictureReader reader =
        new PictureReader(LibraryFixture.DECODER.limits(), Duration.ZERO, PictureReader::openFile);
    try (PhotoLibrary library = fixture.library(half, reader)) {
      assertThat(library.index(_ -> {}).indexed()).isEqualTo(6);
    }
  }

  private static final class SettableClock extends Clock {
    volatile Instant now;

    SettableClock(Instant now) {
      this.now = now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  /// Creates, replaces, deletes and renames files and folders.
  private static final class RandomChanges {
    private final Path root;
    private final Random random;
    private int names;
    private int contents;

    RandomChanges(Path root, Random random) {
      this.root = root;
      this.random = random;
    }

    /// How many pictures it has written.
    int contents() {
      return contents;
    }

    void one() throws IOException {
      List<Path> files = below(Files::isRegularFile);
      List<Path> folders = below(Files::isDirectory);
      int kind = files.size() < 20 ? 0 : random.nextInt(100);
      if (kind < 30) {
        Path into = any(folders);
        write((random.nextInt(4) == 0 ? newFolder(into) : into).resolve(name() + ".png"));
      } else if (kind < 45) {
        write(any(files));
      } else if (kind < 60) {
        Files.delete(any(files));
      } else if (kind < 90 || folders.size() < 3) {
        Files.move(any(files), any(folders).resolve(name() + ".png"));
      } else {
        renameFolder(folders);
      }
    }

    private void renameFolder(List<Path> folders) throws IOException {
      Path from = folders.get(1 + random.nextInt(folders.size() - 1));
      List<Path> targets = folders.stream().filter(each -> !each.startsWith(from)).toList();
      Files.move(from, any(targets).resolve(name()));
    }

    private Path newFolder(Path in) throws IOException {
      return Files.createDirectory(in.resolve(name()));
    }

    private String name() {
      return "n" + names++;
    }

    private void write(Path file) throws IOException {
      contents++;
      Files.write(file, SyncedFolders.picture(random));
    }

    private Path any(List<Path> paths) {
      return paths.get(random.nextInt(paths.size()));
    }

    /// In a stable order, the root first.
    private List<Path> below(Predicate<Path> kind) throws IOException {
      try (Stream<Path> walk = Files.walk(root)) {
        return new ArrayList<>(walk.filter(kind).sorted().toList());
      }
    }
  }
}
