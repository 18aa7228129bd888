package dev.pictor.library;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import dev.pictor.bulk.PictureNames;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.InvalidRequest;
import dev.pictor.image.ForeignFormat;
import dev.pictor.image.PictureFormat;
import dev.pictor.image.PictureLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/// Reads whole picture files as they were at one moment. Thread-safe.
///
/// A read error, and a file that changes while it is read, is tried three times more with growing
/// pauses.
final class PictureReader {

  /// Opens a file; a seam for faults of slow and broken disks.
  @FunctionalInterface
  interface Opener {
    ReadableByteChannel open(Path path) throws IOException;
  }

  /// A picture file's bytes, with the size and time that belong to them.
  static final class Content {
    private final FoundFile file;
    private final byte[] bytes;

    private Content(FoundFile file, byte[] bytes) {
      this.file = file;
      this.bytes = bytes;
    }

    FoundFile file() {
      return file;
    }

    byte[] bytes() {
      return bytes;
    }
  }

  /// Enough to tell every format and the usual other kinds of files.
  static final int HEAD_BYTES = 512;

  private static final int RETRIES = 3;

  private final PictureLimits limits;
  private final Opener opener;
  private final FailsafeExecutor<Object> retries;

  PictureReader(PictureLimits limits, Duration pause, Opener opener) {
    this.limits = limits;
    this.opener = opener;
    this.retries = Failsafe.with(policy(pause));
  }

  static ReadableByteChannel openFile(Path path) throws IOException {
    return FileChannel.open(path);
  }

  private static RetryPolicy<Object> policy(Duration pause) {
    RetryPolicyBuilder<Object> policy =
        RetryPolicy.builder()
            .handle(IOException.class)
            .abortOn(NoSuchFileException.class, AccessDeniedException.class)
            .withMaxRetries(RETRIES);
    return pause.isZero()
        ? policy.build()
        : policy
            .withBackoff(pause.toMillis(), pause.toMillis() * 125, ChronoUnit.MILLIS, 5)
            .build();
  }

  /// The first bytes, for telling what a file is.
  byte[] head(Path path) throws IOException {
    try (ReadableByteChannel channel = opener.open(path)) {
      return readUpTo(channel, new byte[HEAD_BYTES]);
    }
  }

  /// @throws InvalidRequest when the content is no picture that is read, or too large
  /// @throws IOException when it cannot be read now
  Content read(FoundFile file) throws IOException {
    try {
      return retries.get(() -> readOnce(file));
    } catch (FailsafeException failed) {
      if (failed.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException("interrupted", failed);
    }
  }

  private Content readOnce(FoundFile file) throws IOException {
    FoundFile before = stat(file);
    limits.checkBytes(before.bytes());
    byte[] bytes = new byte[Math.toIntExact(before.bytes())];
    try (ReadableByteChannel channel = opener.open(file.path())) {
      byte[] head = readUpTo(channel, new byte[Math.min(bytes.length, HEAD_BYTES)]);
      requirePicture(file.name(), head);
      System.arraycopy(head, 0, bytes, 0, head.length);
      readRest(channel, bytes, head.length);
    }
    if (!before.equals(stat(file))) {
      throw new ChangingFile("it is being written");
    }
    return new Content(before, bytes);
  }

  private static FoundFile stat(FoundFile file) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file.path(), BasicFileAttributes.class);
    return new FoundFile(file.id(), file.path(), now.size(), now.lastModifiedTime().toInstant());
  }

  /// @throws InvalidRequest when the content is no picture that is read
  static void requirePicture(String name, byte[] head) {
    boolean picture =
        PictureFormat.detect(head)
            .filter(format -> format != PictureFormat.TIFF || !PictureNames.isRaw(name))
            .isPresent();
    if (!picture) {
      throw refusal(name, head);
    }
  }

  /// By content; by name where the content tells nothing of the formats that are not read yet.
  private static InvalidRequest refusal(String name, byte[] head) {
    InvalidRequest byContent = ForeignFormat.refusal(head);
    return byContent.diagnosis().code() == ErrorCode.NOT_A_PICTURE
        ? PictureNames.unsupportedFormat(name).map(ForeignFormat::unsupported).orElse(byContent)
        : byContent;
  }

  private static byte[] readUpTo(ReadableByteChannel channel, byte[] into) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(into);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
    return buffer.hasRemaining() ? Arrays.copyOf(into, buffer.position()) : into;
  }

  private static void readRest(ReadableByteChannel channel, byte[] into, int from)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(into, from, into.length - from);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new ChangingFile("it became shorter while it was read");
      }
    }
  }
}
