package dev.pictor.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.error.ServiceException;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.RecordHead;
import dev.pictor.sync.FolderSync;
import dev.pictor.sync.FolderSync.Ended;
import dev.pictor.sync.SyncConfig;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/// A library that is kept in step, and a test that waits for the ends of its runs.
final class SyncedFolders implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 120;

  private final LibraryFixture fixture;
  private final PhotoLibrary library;
  private final FolderSync sync;
  private final BlockingQueue<Scope> ended = new LinkedBlockingQueue<>();
  private final Semaphore begun = new Semaphore(0);

  /// Runs wait for it.
  volatile CountDownLatch gate = new CountDownLatch(0);

  SyncedFolders(LibraryFixture fixture, SyncConfig config, Clock clock) {
    this.fixture = fixture;
    this.library = fixture.library();
    this.sync = FolderSync.start(library.spec(), library.exclusions(), config, clock, this::run);
  }

  FolderSync sync() {
    return sync;
  }

  private Ended run(Scope scope, BooleanSupplier stop) throws InterruptedException {
    begun.release();
    try {
      gate.await();
      IndexProgress last =
          library.index(
              scope,
              _ -> {
                if (stop.getAsBoolean()) {
                  library.interrupt();
                }
              });
      return last.phase() == IndexProgress.Phase.FINISHED ? Ended.COMPLETE : Ended.INTERRUPTED;
    } catch (ServiceException away) {
      return Ended.FAILED;
    } finally {
      ended.add(scope);
    }
  }

  /// Waits for the begin of another run.
  void awaitBegun() throws InterruptedException {
    assertThat(begun.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  Scope awaitRun() throws InterruptedException {
    Scope scope = ended.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(scope).as("a run within %d s", PATIENCE_SECONDS).isNotNull();
    return scope;
  }

  /// Waits for runs until the records are those of the files.
  void awaitInStep() throws InterruptedException {
    while (!records().equals(files())) {
      Scope another = ended.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (another == null) {
        assertThat(records()).isEqualTo(files());
      }
    }
  }

  boolean hasRun() {
    return !ended.isEmpty();
  }

  /// SHA-256 by id, as the collection has it.
  Map<String, String> records() {
    Map<String, String> records = new TreeMap<>();
    for (RecordHead head : fixture.records().page("", MetadataFilter.all(), "", 10_000).records()) {
      records.put(head.id(), head.metadata().text("sha256").orElseThrow());
    }
    return records;
  }

  /// SHA-256 by id, as the folder has it.
  Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(fixture.photos)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        files.put(fixture.idOf(file), PictureIntake.sha256(Files.readAllBytes(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /// A picture that no other has the bytes of.
  static byte[] picture(Random random) {
    BufferedImage image = new BufferedImage(12, 12, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 144; i++) {
      image.setRGB(i % 12, i / 12, random.nextInt());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    sync.close();
    library.close();
  }
}
