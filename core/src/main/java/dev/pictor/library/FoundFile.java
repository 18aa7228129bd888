package dev.pictor.library;

import dev.pictor.error.Failure;
import java.nio.file.Path;
import java.time.Instant;

/// A file that may be a picture, as the scan met it.
record FoundFile(String id, Path path, long bytes, Instant modified) {

  FoundFile {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes: " + bytes + " (expected: not negative)");
    }
  }

  String name() {
    return id.substring(id.lastIndexOf('/') + 1);
  }

  FailedFile failed(Failure why) {
    return new FailedFile(id, bytes, modified, why);
  }
}
