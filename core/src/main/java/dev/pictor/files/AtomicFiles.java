package dev.pictor.files;

import dev.pictor.error.Unavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Publishes files whole: a reader sees the old content or the new one, never a part.
public final class AtomicFiles {

  private static final String UNFINISHED = ".unfinished";

  private AtomicFiles() {}

  /// Writes and renames; survives a kill, and after a power loss the file may be damaged.
  public static void publish(Path file, byte[] content) throws IOException {
    write(file, content, false);
  }

  /// Writes, syncs, renames and syncs the folder; survives power loss when it returns.
  ///
  /// @throws Unavailable when the folder cannot be written
  public static void publishDurably(Path file, byte[] content) {
    try {
      write(file, content, true);
      Folders.sync(folderOf(file));
    } catch (IOException failed) {
      throw new Unavailable(
          "%s: cannot be written: %s. Check space and permissions of the data folder."
              .formatted(file, reason(failed)),
          failed);
    }
  }

  private static void write(Path file, byte[] content, boolean sync) throws IOException {
    Path folder = folderOf(file);
    Files.createDirectories(folder);
    Path unfinished = Files.createTempFile(folder, "new", UNFINISHED);
    try {
      try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        if (sync) {
          channel.force(true);
        }
      }
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static String reason(IOException failed) {
    return switch (failed) {
      case AccessDeniedException _ -> "no permission";
      case FileSystemException named when named.getReason() != null -> named.getReason();
      default -> failed.toString();
    };
  }

  private static Path folderOf(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException("file: " + file + " (expected: a file in a folder)");
    }
    return folder;
  }
}
