package dev.pictor.natives;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/// Copies native libraries out of their jars into the user's cache folder, where later starts find
/// them again; into a folder of this process when the cache cannot be written. Thread-safe, also
/// among processes that start together: they write the same bytes by atomic moves.
public final class NativeFiles {

  private static final System.Logger LOG = System.getLogger(NativeFiles.class.getName());

  private NativeFiles() {}

  /// @param what a name for people who look into the cache
  /// @param folder where they are on the class path, such as `/org/example/linux-x86_64`
  /// @param names of the files in it
  /// @return the folder that holds them all, under the same names
  /// @throws IOException when one is not on the class path, or no folder can be written
  public static Path unpack(String what, String folder, List<String> names) throws IOException {
    return unpack(cacheFolder(), what, folder, names);
  }

  static Path unpack(Path cache, String what, String folder, List<String> names)
      throws IOException {
    List<PackedFile> files = new ArrayList<>(names.size());
    for (String name : names) {
      files.add(PackedFile.find(folder, name));
    }
    try {
      return write(cache.resolve(what + "-" + version(files)), files);
    } catch (IOException unwritable) {
      LOG.log(
          Level.WARNING,
          "cache folder cannot be written; libraries go to a folder of this process folder="
              + cache
              + " reason="
              + unwritable);
      return writeForThisProcess(what, files);
    }
  }

  /// Where other libraries may keep what they unpack by themselves.
  public static Path cacheFolder() {
    String local = System.getenv("LOCALAPPDATA");
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path home = Path.of(System.getProperty("user.home", "."));
    Path caches;
    if (xdg != null && !xdg.isBlank()) {
      caches = Path.of(xdg);
    } else if (local != null && !local.isBlank()) {
      caches = Path.of(local);
    } else {
      Path library = home.resolve("Library", "Caches");
      caches = Files.isDirectory(library) ? library : home.resolve(".cache");
    }
    return caches.resolve("pictor").resolve("native");
  }

  /// Differs when any file differs, so that versions lie beside each other.
  private static String version(List<PackedFile> files) {
    CRC32 all = new CRC32();
    for (PackedFile file : files) {
      all.update(
          "%s %d %d "
              .formatted(file.name(), file.bytes(), file.checksum())
              .getBytes(StandardCharsets.UTF_8));
    }
    return String.format(Locale.ROOT, "%08x", all.getValue());
  }

  private static Path write(Path folder, List<PackedFile> files) throws IOException {
    Files.createDirectories(folder);
    for (PackedFile file : files) {
      Path target = folder.resolve(file.name());
      if (!file.isCopiedTo(target)) {
        Path part = Files.createTempFile(folder, "part", ".tmp");
        try {
          file.copyTo(part);
          move(part, target);
        } finally {
          Files.deleteIfExists(part);
        }
      }
    }
    return folder;
  }

  private static void move(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException plain) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static Path writeForThisProcess(String what, List<PackedFile> files) throws IOException {
    Path folder = write(Files.createTempDirectory("pictor-" + what), files);
    folder.toFile().deleteOnExit(); // deleted last: the order is reversed
    files.forEach(file -> folder.resolve(file.name()).toFile().deleteOnExit());
    return folder;
  }
}
