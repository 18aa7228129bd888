package dev.pictor.natives;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/// A file on the class path, with the length and checksum that its jar knows without unpacking it.
///
/// @param checksum CRC-32, as in the jar's directory
record PackedFile(String name, URL place, long bytes, long checksum) {

  /// @param folder absolute, on the class path
  /// @throws FileNotFoundException when it is not there
  static PackedFile find(String folder, String name) throws IOException {
    String path = folder + "/" + name;
    URL place = PackedFile.class.getResource(path);
    if (place == null) {
      throw new FileNotFoundException("not on the class path: " + path);
    }
    Optional<JarEntry> entry = entry(place);
    if (entry.isPresent()) {
      return new PackedFile(name, place, entry.get().getSize(), entry.get().getCrc());
    }
    try (InputStream in = place.openStream()) {
      CRC32 checksum = new CRC32();
      long bytes = new CheckedInputStream(in, checksum).transferTo(OutputStream.nullOutputStream());
      return new PackedFile(name, place, bytes, checksum.getValue());
    }
  }

  private static Optional<JarEntry> entry(URL place) throws IOException {
    URLConnection connection = place.openConnection();
    if (!(connection instanceof JarURLConnection inJar)) {
      return Optional.empty();
    }
    inJar.setUseCaches(false);
    try (JarFile jar = inJar.getJarFile()) {
      return Optional.ofNullable(jar.getJarEntry(inJar.getEntryName()))
          .filter(entry -> entry.getSize() >= 0 && entry.getCrc() >= 0);
    }
  }

  /// Whether `file` has this content; one that was cut off or changed must not be loaded.
  boolean isCopiedTo(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) != bytes) {
      return false;
    }
    CRC32 found = new CRC32();
    try (InputStream in = new CheckedInputStream(Files.newInputStream(file), found)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return found.getValue() == checksum;
  }

  void copyTo(Path file) throws IOException {
    try (InputStream in = place.openStream()) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
