package dev.pictor.tags;

import dev.pictor.error.InvalidRequest;
import dev.pictor.error.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.List;

/// Side-cars on the disk. Stateless.
public final class SideCarFile {

  /// What becomes of a file.
  public enum Change {
    /// It says already what it shall, or is not there and shall say nothing.
    NONE,
    NEW,
    /// It is there, and what others wrote into it stays.
    MERGED
  }

  /// Far above what programs write.
  private static final long MOST_BYTES = 32L << 20;

  private SideCarFile() {}

  /// `photo.jpg.xmp` for `photo.jpg`.
  public static Path of(Path picture) {
    return picture.resolveSibling(picture.getFileName() + SideCar.EXTENSION);
  }

  /// Has a side-car say these tags. It is replaced whole or not at all.
  ///
  /// @param dryRun only tells what would happen
  /// @throws InvalidRequest when there is a file that is no XMP
  /// @throws Unavailable when it cannot be read or written
  public static Change put(Path file, List<String> tags, boolean dryRun) {
    try {
      boolean there = Files.exists(file);
      if (!there && tags.isEmpty()) {
        return Change.NONE;
      }
      SideCar sideCar = there ? read(file) : SideCar.empty();
      if (!sideCar.put(tags)) {
        return Change.NONE;
      }
      if (!dryRun) {
        write(file, sideCar.bytes(), there);
      }
      return there ? Change.MERGED : Change.NEW;
    } catch (IOException e) {
      throw new Unavailable(
          "side-car: %s: %s (expected: a file that can be read and written)".formatted(file, e), e);
    }
  }

  private static SideCar read(Path file) throws IOException {
    long bytes = Files.size(file);
    if (bytes > MOST_BYTES) {
      throw new InvalidRequest(
          "side-car: %s has %d bytes (expected: at most %d). It was left as it is."
              .formatted(file, bytes, MOST_BYTES));
    }
    return SideCar.parse(file.toString(), Files.readAllBytes(file));
  }

  private static void write(Path file, byte[] content, boolean there) throws IOException {
    Path target = there ? file.toRealPath() : file; // a link stays one
    Path folder = target.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path unfinished = target.resolveSibling(target.getFileName() + ".unfinished");
    try {
      Files.write(unfinished, content);
      PosixFileAttributeView present =
          Files.getFileAttributeView(target, PosixFileAttributeView.class);
      if (there && present != null) {
        Files.setPosixFilePermissions(unfinished, present.readAttributes().permissions());
      }
      Files.move(
          unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
