package dev.pictor.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// A bundle that is being made: its folder, and the digest of each file that is finished in it.
final class BundleDraft {

  private static final int CHUNK_BYTES = 1 << 18;

  private final Path folder;
  private final Map<String, String> sha256 = new TreeMap<>();

  BundleDraft(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /// By the names of the files.
  Map<String, String> sha256() {
    return Map.copyOf(sha256);
  }

  /// Copies a file, synced.
  void copy(Path source, String name) throws IOException {
    ModelFolder.requireSpace(folder, Files.size(source));
    MessageDigest digest = digest();
    try (InputStream in = Files.newInputStream(source);
        FileChannel out = create(name)) {
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        digest.update(chunk, 0, read);
        writeAll(out, ByteBuffer.wrap(chunk, 0, read));
      }
      out.force(true);
    }
    sha256.put(name, HexFormat.of().formatHex(digest.digest()));
  }

  /// Writes a file, synced.
  void write(String name, byte[] content) throws IOException {
    writeUnlisted(name, content);
    sha256.put(name, HexFormat.of().formatHex(digest().digest(content)));
  }

  /// Writes a file that has no digest: the manifest, which holds all others'.
  void writeUnlisted(String name, byte[] content) throws IOException {
    try (FileChannel out = create(name)) {
      writeAll(out, ByteBuffer.wrap(content));
      out.force(true);
    }
  }

  /// Takes over a file that was written at its [#path].
  void finish(String name) throws IOException {
    try (FileChannel written = FileChannel.open(path(name), StandardOpenOption.WRITE)) {
      written.force(true);
    }
    sha256.put(name, digestOf(path(name)));
  }

  static String digestOf(Path file) throws IOException {
    MessageDigest digest = digest();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        digest.update(chunk, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private FileChannel create(String name) throws IOException {
    Path file = path(name);
    Files.createDirectories(file.resolveSibling("."));
    return FileChannel.open(
        file,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING);
  }

  private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
