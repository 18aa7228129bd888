package dev.pictor.library;

import dev.pictor.error.Unavailable;
import dev.pictor.files.AtomicFiles;
import dev.pictor.image.PictureFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Small copies of pictures as files, by digest and size. Thread-safe; callers wait.
///
/// Copies are made on as many platform threads as there are cores, each once however many ask for
/// it. When the folder has grown by a tenth of its bound it is measured, and the files that were
/// not used for longest go. Everything here can be lost: it is made again.
final class ThumbnailCache implements AutoCloseable {

  private record Stored(Path file, long bytes, FileTime used) {}

  private static final System.Logger LOG = System.getLogger(ThumbnailCache.class.getName());

  private final Path folder;
  private final long maxBytes;
  private final ConcurrentMap<String, CompletableFuture<byte[]>> underWay =
      new ConcurrentHashMap<>();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          Runtime.getRuntime().availableProcessors(),
          Thread.ofPlatform().daemon().name("thumbnail-", 0).factory());
  private final AtomicLong grownBytes;

  ThumbnailCache(Path folder, long maxBytes) {
    this.folder = folder;
    this.maxBytes = maxBytes;
    this.grownBytes = new AtomicLong(maxBytes); // measure soon
  }

  /// The copy for `sha256` at `longSide`, cached, or made by `maker`.
  ///
  /// @throws Unavailable when closed
  byte[] get(String sha256, int longSide, Supplier<byte[]> maker) {
    Path file = folder.resolve(sha256.substring(0, 2)).resolve(sha256 + "-" + longSide + ".jpg");
    Optional<byte[]> cached = read(file);
    if (cached.isPresent()) {
      return cached.get();
    }
    String key = sha256 + longSide;
    try {
      return underWay
          .computeIfAbsent(
              key, _ -> CompletableFuture.supplyAsync(() -> readOrMake(file, maker), threads))
          .join();
    } catch (RejectedExecutionException closed) {
      throw new Unavailable("thumbnails: closing", closed);
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw failed;
    } finally {
      underWay.remove(key);
    }
  }

  private byte[] readOrMake(Path file, Supplier<byte[]> maker) {
    return read(file)
        .orElseGet(
            () -> {
              byte[] made = maker.get();
              store(file, made);
              return made;
            });
  }

  /// A file cut short by a power loss counts as none.
  private static Optional<byte[]> read(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      if (PictureFormat.detect(bytes).isEmpty()) {
        return Optional.empty();
      }
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      return Optional.of(bytes);
    } catch (IOException notThere) {
      return Optional.empty();
    }
  }

  private void store(Path file, byte[] bytes) {
    try {
      AtomicFiles.publish(file, bytes);
      if (grownBytes.addAndGet(bytes.length) > maxBytes / 10) {
        grownBytes.set(0);
        prune();
      }
    } catch (IOException | UncheckedIOException failed) {
      LOG.log(System.Logger.Level.WARNING, "thumbnail is not kept file=" + file, failed);
    }
  }

  private synchronized void prune() throws IOException {
    List<Stored> stored = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (attributes.isRegularFile()) {
          stored.add(new Stored(file, attributes.size(), attributes.lastModifiedTime()));
        }
      }
    }
    long bytes = stored.stream().mapToLong(Stored::bytes).sum();
    stored.sort(Comparator.comparing(Stored::used));
    for (Stored each : stored) {
      if (bytes <= maxBytes) {
        break;
      }
      Files.deleteIfExists(each.file());
      bytes -= each.bytes();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
