package dev.pictor.models;

import dev.pictor.error.Unavailable;
import java.io.IOException;
import java.nio.file.Path;

/// Asks for room before large files are written.
final class DiskSpace {

  /// What is left for everything else.
  private static final long RESERVE = 32L << 20;

  private DiskSpace() {}

  /// @param folder that exists
  /// @throws Unavailable when its disk has less room
  static void require(Path folder, long bytes) throws IOException {
    Path known = folder;
    while (known.toString().contains(ModelFolder.UNFINISHED) && known.getParent() != null) {
      known = known.getParent(); // people know the folder of the bundles, not what is in it now
    }
    long free = FreeSpace.OF_DISK.usableBytes(folder);
    if (free - RESERVE < bytes) {
      throw new Unavailable(
          "%s: %d MB free (expected: %d MB for the model). Free space or use another data folder."
              .formatted(known, free >> 20, (bytes + RESERVE + (1 << 20) - 1) >> 20));
    }
  }
}
