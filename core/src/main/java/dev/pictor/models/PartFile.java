package dev.pictor.models;

import dev.pictor.error.BrokenModel;
import dev.pictor.error.Unavailable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/// A file that is being fetched, under the name `*.part` with its tags beside it, so that a later
/// run can go on. It gets its own name when it is whole. Not thread-safe.
///
/// Faults of the local disk are [Unavailable]: they must not be taken for faults of the network.
final class PartFile implements AutoCloseable {

  static final String PART = ".part";
  static final String TAGS = ".part.etag";

  /// What a part is a part of.
  ///
  /// @param identity of the content on the hub, empty when unknown
  /// @param etag of the store, for `If-Range`, empty when there is none
  record Tags(String identity, String etag) {}

  private final Path file;
  private final OptionalLong expectedBytes;
  private final Optional<String> expectedSha256;
  private final LongConsumer progress;
  private final MessageDigest digest = sha256();
  private final FileChannel channel;
  private long length;

  private PartFile(
      Path file,
      OptionalLong expectedBytes,
      Optional<String> expectedSha256,
      LongConsumer progress,
      FileChannel channel) {
    this.file = file;
    this.expectedBytes = expectedBytes;
    this.expectedSha256 = expectedSha256;
    this.progress = progress;
    this.channel = channel;
  }

  /// Opens what is there of `file` or begins it.
  ///
  /// @param progress told the length that is there, each time it grows
  static PartFile open(
      Path file,
      OptionalLong expectedBytes,
      Optional<String> expectedSha256,
      LongConsumer progress) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      FileChannel channel =
          FileChannel.open(
              beside(file, PART),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      PartFile part = new PartFile(file, expectedBytes, expectedSha256, progress, channel);
      part.readWhatIsThere();
      return part;
    } catch (IOException failed) {
      throw localFault(file, failed);
    }
  }

  static long lengthOf(Path file) {
    try {
      return Files.size(beside(file, PART));
    } catch (IOException e) {
      return 0;
    }
  }

  long length() {
    return length;
  }

  OptionalLong expectedBytes() {
    return expectedBytes;
  }

  Optional<String> expectedSha256() {
    return expectedSha256;
  }

  /// What was remembered with [#remember]; a part without it cannot be gone on with.
  Optional<Tags> tags() {
    try {
      List<String> lines = Files.readAllLines(beside(file, TAGS));
      return lines.size() == 2
          ? Optional.of(new Tags(lines.getFirst(), lines.getLast()))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException failed) {
      throw localFault(file, failed);
    }
  }

  void remember(Tags tags) {
    try {
      Files.writeString(beside(file, TAGS), tags.identity() + "\n" + tags.etag() + "\n");
    } catch (IOException failed) {
      throw localFault(file, failed);
    }
  }

  /// Forgets what is there.
  void restart() {
    try {
      channel.truncate(0);
      Files.deleteIfExists(beside(file, TAGS));
    } catch (IOException failed) {
      throw localFault(file, failed);
    }
    digest.reset();
    length = 0;
    progress.accept(0);
  }

  void append(byte[] bytes, int count) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer, length + buffer.position());
      }
    } catch (IOException failed) {
      throw localFault(file, failed);
    }
    digest.update(bytes, 0, count);
    length += count;
    progress.accept(length);
  }

  /// Gives the file its own name.
  ///
  /// @param told digest that the hub tells, where nothing else is known
  /// @throws BrokenModel when it is not what it should be; the part is deleted then
  void finish(Optional<String> told) {
    Optional<String> expected = expectedSha256.or(() -> told);
    String found = HexFormat.of().formatHex(digest.digest());
    try {
      if (expectedBytes.isPresent() && expectedBytes.getAsLong() != length) {
        delete();
        throw new BrokenModel(
            "%s: %d bytes (expected: %d). What came was deleted; use another --from."
                .formatted(file.getFileName(), length, expectedBytes.getAsLong()));
      }
      if (expected.isPresent() && !expected.get().equals(found)) {
        delete();
        throw new BrokenModel(
            "%s: sha256 %s (expected: %s). What came was deleted; run it again, or use another --from."
                .formatted(file.getFileName(), found, expected.get()));
      }
      channel.force(true);
      channel.close();
      Files.move(
          beside(file, PART),
          file,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      Files.deleteIfExists(beside(file, TAGS));
    } catch (IOException failed) {
      throw localFault(file, failed);
    }
  }

  private void delete() throws IOException {
    channel.close();
    discard(file);
  }

  /// Deletes what is there of a file that nobody wants.
  static void discard(Path file) throws IOException {
    Files.deleteIfExists(beside(file, PART));
    Files.deleteIfExists(beside(file, TAGS));
  }

  private void readWhatIsThere() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    while (channel.read(buffer, length) > 0) {
      length += buffer.flip().remaining();
      digest.update(buffer);
      buffer.clear();
    }
  }

  /// Of a whole file.
  static String sha256(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  static Unavailable localFault(Path file, IOException failed) {
    return new Unavailable(
        "%s: cannot be written: %s. Check space and permissions of its folder, then run it again."
            .formatted(file, failed.getMessage()),
        failed);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failed) {
      throw localFault(file, failed);
    }
  }
}
