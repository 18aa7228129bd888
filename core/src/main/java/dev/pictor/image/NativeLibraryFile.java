package dev.pictor.image;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Copies leptonica's library out of its jar, into the user's cache folder, where later starts find
/// it again; into a folder of this process when the cache cannot be written. Processes that start
/// together write the same bytes by atomic moves.
final class NativeLibraryFile {

  /// A platform's folder in the jar and its libraries, in the order of loading.
  private record Platform(String folder, List<String> libraries) {}

  private NativeLibraryFile() {}

  /// The libraries to load one after the other; the last is leptonica.
  static List<Path> unpack() throws IOException {
    Platform platform = platform();
    byte[][] contents = new byte[platform.libraries.size()][];
    MessageDigest digest = sha256();
    for (int i = 0; i < contents.length; i++) {
      contents[i] = resource(platform.folder + "/" + platform.libraries.get(i));
      digest.update(contents[i]);
    }
    String name = HexFormat.of().formatHex(digest.digest(), 0, 8);
    try {
      return write(cacheFolder().resolve("native").resolve(name), platform, contents);
    } catch (IOException unwritable) {
      Path folder = Files.createTempDirectory("pictor-native");
      List<Path> files = write(folder, platform, contents);
      folder.toFile().deleteOnExit();
      files.forEach(file -> file.toFile().deleteOnExit());
      return files;
    }
  }

  private static List<Path> write(Path folder, Platform platform, byte[][] contents)
      throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < contents.length; i++) {
      Path file = folder.resolve(platform.libraries.get(i));
      if (!holds(file, contents[i])) {
        Path part = Files.createTempFile(folder, "part", ".tmp");
        try {
          Files.write(part, contents[i]);
          move(part, file);
        } finally {
          Files.deleteIfExists(part);
        }
      }
    }
    return platform.libraries.stream().map(folder::resolve).toList();
  }

  private static void move(Path part, Path file) throws IOException {
    try {
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException plain) {
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /// Compared whole: a file that someone cut off or changed must not be loaded.
  private static boolean holds(Path file, byte[] content) throws IOException {
    return Files.isRegularFile(file)
        && Files.size(file) == content.length
        && MessageDigest.isEqual(Files.readAllBytes(file), content);
  }

  private static byte[] resource(String path) throws IOException {
    String name = "/org/bytedeco/leptonica/" + path;
    try (InputStream in = NativeLibraryFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException("not on the class path: " + name);
      }
      return in.readAllBytes();
    }
  }

  private static Platform platform() throws IOException {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch", "");
    String arch =
        switch (processor) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm64";
          default -> throw new IOException("no native library for processor " + processor);
        };
    if (system.startsWith("linux")) {
      return new Platform("linux-" + arch, List.of("libleptonica.so.6"));
    }
    if (system.startsWith("mac")) {
      return new Platform("macosx-" + arch, List.of("libleptonica.6.dylib"));
    }
    if (system.startsWith("windows")) {
      return new Platform(
          "windows-" + arch,
          List.of(
              "libwinpthread-1.dll",
              "libgcc_s_seh-1.dll",
              "libstdc++-6.dll",
              "libgomp-1.dll",
              "libleptonica-6.dll"));
    }
    throw new IOException("no native library for " + system);
  }

  private static Path cacheFolder() {
    String local = System.getenv("LOCALAPPDATA");
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path home = Path.of(System.getProperty("user.home", "."));
    if (xdg != null && !xdg.isBlank()) {
      return Path.of(xdg, "pictor");
    }
    return local != null && !local.isBlank()
        ? Path.of(local, "pictor")
        : home.resolve(".cache").resolve("pictor");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
