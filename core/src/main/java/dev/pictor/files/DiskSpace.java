package dev.pictor.files;

import dev.pictor.error.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How much a disk can still take, asked before much is written. Thread-safe.
@FunctionalInterface
public interface DiskSpace {

  /// That of the operating system.
  DiskSpace OF_SYSTEM = folder -> Files.getFileStore(folder).getUsableSpace();

  /// What is left for everything else.
  long RESERVE_BYTES = 32L << 20;

  /// @param folder that exists on the disk
  long usableBytes(Path folder) throws IOException;

  /// @param folder need not be there yet; the nearest that is there is asked
  /// @param purpose what the room is for, after "for"
  /// @throws Unavailable when its disk has less room
  default void require(Path folder, long bytes, String purpose) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    long free;
    try {
      free = usableBytes(there);
    } catch (IOException e) {
      throw new Unavailable(there + ": the free space of its disk is not known: " + e, e);
    }
    if (free - RESERVE_BYTES < bytes) {
      throw new Unavailable(
          "%s: %d MB free (expected: %d MB for %s). Free space or use another data folder."
              .formatted(
                  there, free >> 20, (bytes + RESERVE_BYTES + (1 << 20) - 1) >> 20, purpose));
    }
  }
}
