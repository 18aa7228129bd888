package dev.pictor.library;

import dev.pictor.error.Unavailable;
import dev.pictor.files.AtomicFiles;
import dev.pictor.metadata.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Picture files that clients have sent, by the SHA-256 of their bytes, in a library's state
/// folder. Thread-safe.
final class UploadedFiles {

  private final Path folder;

  UploadedFiles(Path stateFolder) {
    this.folder = stateFolder.resolve("uploads");
  }

  /// Whether a record is of such a file, and so of none in a folder.
  static boolean has(Metadata metadata) {
    return metadata.text(PictureFields.UPLOADED).isPresent();
  }

  /// Where such a file lies, if it is there.
  Path file(String sha256) {
    return folder.resolve(sha256.substring(0, 2)).resolve(sha256);
  }

  void store(String sha256, byte[] picture) {
    Path file = file(sha256);
    if (!Files.exists(file)) {
      AtomicFiles.publishDurably(file, picture);
    }
  }

  /// @throws Unavailable when it cannot be deleted
  void delete(String sha256) {
    try {
      Files.deleteIfExists(file(sha256));
    } catch (IOException failed) {
      throw new Unavailable(
          "%s: cannot be deleted: %s".formatted(file(sha256), FileFailures.of(failed).sentence()),
          failed);
    }
  }
}
