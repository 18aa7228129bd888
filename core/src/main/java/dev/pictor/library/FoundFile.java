package dev.pictor.library;

import dev.pictor.error.Diagnosis;
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

  FailedFile failed(Diagnosis diagnosis, String reason) {
    return new FailedFile(id, bytes, modified, reason, diagnosis);
  }
}
