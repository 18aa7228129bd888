package dev.pictor.clip;

import dev.pictor.error.BrokenModel;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Reads files of a bundle and compares their SHA-256 with the manifest's.
final class CheckedFile {

  private static final int CHUNK_BYTES = 1 << 18;
  private static final long FIRST_BYTES = 1 << 22;

  private CheckedFile() {}

  /// The content in native memory of `arena`: a graph of tens of megabytes leaves no garbage on the
  /// heap.
  ///
  /// @throws BrokenModel naming the file when it is missing, unreadable or has another digest
  static ByteBuffer direct(BundleFiles files, String path, String sha256, Arena arena) {
    try (InputStream in = open(files, path)) {
      MessageDigest digest = sha256();
      byte[] chunk = new byte[CHUNK_BYTES];
      MemorySegment content = arena.allocate(FIRST_BYTES, 64);
      long length = 0;
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        digest.update(chunk, 0, read);
        if (length + read > content.byteSize()) {
          content = arena.allocate(2 * content.byteSize(), 64).copyFrom(content);
        }
        MemorySegment.copy(chunk, 0, content, ValueLayout.JAVA_BYTE, length, read);
        length += read;
      }
      check(files.place(path), sha256, digest);
      return content.asSlice(0, length).asByteBuffer();
    } catch (IOException e) {
      throw unreadable(files, path, e);
    }
  }

  /// Reads a file that someone else will open.
  ///
  /// @throws BrokenModel naming the file when it is missing, unreadable or has another digest
  static void check(BundleFiles files, String path, String sha256) {
    try (InputStream in = open(files, path)) {
      MessageDigest digest = sha256();
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        digest.update(chunk, 0, read);
      }
      check(files.place(path), sha256, digest);
    } catch (IOException e) {
      throw unreadable(files, path, e);
    }
  }

  /// The content on the heap, for small files.
  ///
  /// @throws BrokenModel naming the file when it is missing, unreadable or has another digest
  static byte[] bytes(BundleFiles files, String path, String sha256) {
    byte[] content = unchecked(files, path);
    MessageDigest digest = sha256();
    digest.update(content);
    check(files.place(path), sha256, digest);
    return content;
  }

  /// The content without a check, for the manifest itself.
  static byte[] unchecked(BundleFiles files, String path) {
    try (InputStream in = open(files, path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw unreadable(files, path, e);
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static InputStream open(BundleFiles files, String path) throws IOException {
    return files
        .open(path)
        .orElseThrow(
            () ->
                new BrokenModel(
                    files.place(path)
                        + ": missing (expected: a file of the model; install it again)"));
  }

  private static void check(String place, String expected, MessageDigest digest) {
    String actual = HexFormat.of().formatHex(digest.digest());
    if (!actual.equals(expected)) {
      throw new BrokenModel(
          "%s: damaged, SHA-256 %s (expected: %s; install the model again)"
              .formatted(place, actual, expected));
    }
  }

  private static BrokenModel unreadable(BundleFiles files, String path, IOException cause) {
    return new BrokenModel(files.place(path) + ": cannot be read: " + cause.getMessage(), cause);
  }
}
