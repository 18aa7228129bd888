package dev.pictor.models;

import dev.pictor.error.Conflict;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// One download of a model at a time, over all processes. The file stays when the lock goes: to
/// delete it would let two processes hold locks on two files of one name.
final class DownloadLock implements AutoCloseable {

  private final FileChannel channel;

  private DownloadLock(FileChannel channel) {
    this.channel = channel;
  }

  /// @throws Conflict when somebody downloads into `staging`
  static DownloadLock of(Path staging) throws IOException {
    Path file = staging.resolveSibling(staging.getFileName() + ".lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(channel) == null) {
      channel.close();
      throw new Conflict(
          "model: %s is being downloaded by another process (expected: one at a time). Wait for it, or stop it and run this again."
              .formatted(staging.getFileName()));
    }
    return new DownloadLock(channel);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
