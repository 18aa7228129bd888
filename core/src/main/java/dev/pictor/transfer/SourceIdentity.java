package dev.pictor.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a file is known by between two runs. Stateless.
final class SourceIdentity {

  private SourceIdentity() {}

  /// Path, size and time.
  static String of(Path file) throws UnreadableFile {
    try {
      return "%s, %d bytes, %s"
          .formatted(
              file.toRealPath(), Files.size(file), Files.getLastModifiedTime(file).toInstant());
    } catch (IOException e) {
      throw new UnreadableFile("cannot be read (expected: a file that is there)", e);
    }
  }
}
