package dev.pictor.batch;

import dev.pictor.bulk.EmbeddedParts;
import dev.pictor.bulk.EmbeddedRow;
import dev.pictor.bulk.Shard;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.Unavailable;
import dev.pictor.files.AtomicFiles;
import dev.pictor.transfer.ParquetTable;
import dev.pictor.transfer.UnreadableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/// The folder of parts on this machine, held by one run for each shard. Used by one thread.
final class PublishedParts implements AutoCloseable {

  private static final Set<String> READ =
      Set.of(EmbeddedParts.ID, EmbeddedParts.FINGERPRINT, EmbeddedParts.ERROR);

  private final Path folder;
  private final EmbeddedParts.Model model;
  private final FileChannel channel; // of the lock
  private final String run;
  private int parts;

  private PublishedParts(Path folder, EmbeddedParts.Model model, FileChannel channel, String run) {
    this.folder = folder;
    this.model = model;
    this.channel = channel;
    this.run = run;
  }

  /// @throws Conflict when another run does the same shard
  /// @throws InvalidRequest when the folder cannot be written
  static PublishedParts open(Path folder, Shard shard, EmbeddedParts.Model model) {
    String name = "%d-of-%d".formatted(shard.number(), shard.count());
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("_lock-" + name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(channel)) {
        channel.close();
        throw new Conflict(
            "output: %s is being written by another run of shard %d/%d (expected: one at a time)"
                .formatted(folder, shard.number(), shard.count()));
      }
      String run = name + "-" + UUID.randomUUID().toString().substring(0, 8);
      return new PublishedParts(folder, model, channel, run);
    } catch (IOException unwritable) {
      throw new InvalidRequest(
          "output: %s cannot be written: %s (expected: a folder)".formatted(folder, unwritable),
          unwritable);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock(); // freed with the channel
      return lock != null;
    } catch (OverlappingFileLockException ofThisProcess) {
      return false;
    }
  }

  /// The ids of pictures that need no work.
  ///
  /// @param retryErrors whether those with an error do
  /// @throws Conflict when there are vectors of another model
  Set<String> done(Shard shard, boolean retryErrors) {
    Set<String> done = new HashSet<>();
    for (Path part : list()) {
      try (ParquetTable table = ParquetTable.open(part, READ::contains)) {
        Optional<Map<String, Object>> row = table.next();
        while (row.isPresent()) {
          take(part, row.get(), shard, retryErrors, done);
          row = table.next();
        }
      } catch (UnreadableFile e) {
        throw new InvalidRequest(
            "output: %s %s. Delete it; its pictures are then embedded again."
                .formatted(part, e.reason()),
            e);
      }
    }
    return done;
  }

  private void take(
      Path part, Map<String, Object> row, Shard shard, boolean retryErrors, Set<String> done) {
    String fingerprint = String.valueOf(row.get(EmbeddedParts.FINGERPRINT));
    if (!fingerprint.equals(model.fingerprint())) {
      throw new Conflict(
          "output: %s has vectors of a model with fingerprint %s (expected: %s, model: %s). Name an empty folder."
              .formatted(part, fingerprint, model.fingerprint(), model.name()));
    }
    String id = String.valueOf(row.get(EmbeddedParts.ID));
    if (shard.holds(id) && !(retryErrors && row.containsKey(EmbeddedParts.ERROR))) {
      done.add(id);
    }
  }

  private List<Path> list() {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(each -> EmbeddedParts.isName(String.valueOf(each.getFileName())))
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException unread) {
      throw new InvalidRequest(
          "output: %s cannot be listed: %s (expected: a folder)".formatted(folder, unread), unread);
    }
  }

  /// Writes a part, which has its name once it is whole and on the disk.
  void publish(List<EmbeddedRow> rows) {
    AtomicFiles.publishDurably(
        folder.resolve(EmbeddedParts.name(run, parts)), EmbeddedParts.encode(model, rows));
    parts++;
  }

  int parts() {
    return parts;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new Unavailable("output: %s cannot be released: %s".formatted(folder, e), e);
    }
  }
}
