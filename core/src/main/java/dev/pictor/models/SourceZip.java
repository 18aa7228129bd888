package dev.pictor.models;

import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Unpacks a ZIP with a model: nothing outside of the target, nothing longer than it says, nothing
/// that does not fit on the disk.
final class SourceZip {

  private static final int MOST_ENTRIES = 10_000;

  /// The same weights for other programs.
  private static final Set<String> OTHERS =
      Set.of("safetensors", "h5", "msgpack", "pt", "pth", "ot", "tflite");

  private final Path zip;
  private final Path target;

  private SourceZip(Path zip, Path target) {
    this.zip = zip;
    this.target = target;
  }

  /// @throws InvalidRequest naming the ZIP and its entry
  /// @throws dev.pictor.error.Unavailable when the disk has too little space
  static void unpack(Path zip, Path target) {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      new SourceZip(zip, target).unpack(file);
    } catch (IOException e) {
      throw new InvalidRequest(
          "%s: cannot be unpacked: %s (expected: a whole ZIP). Copy or download it again."
              .formatted(zip, e.getMessage()),
          e);
    }
  }

  private void unpack(ZipFile file) throws IOException {
    if (file.size() > MOST_ENTRIES) {
      throw wrong("%d entries".formatted(file.size()), "at most " + MOST_ENTRIES);
    }
    List<ZipEntry> wanted = new ArrayList<>();
    long bytes = 0;
    for (ZipEntry entry : Collections.list(file.entries())) {
      Path place = place(entry);
      if (!entry.isDirectory() && !isForOthers(place)) {
        wanted.add(entry);
        bytes += entry.getSize();
      }
    }
    ModelFolder.requireSpace(target, bytes);
    for (ZipEntry entry : wanted) {
      copy(file, entry);
    }
  }

  /// Where an entry goes, inside of the target.
  private Path place(ZipEntry entry) {
    String name = entry.getName().replace('\\', '/');
    Path place;
    try {
      place = target.resolve(name).normalize();
    } catch (java.nio.file.InvalidPathException e) {
      throw new InvalidRequest(zip + ": " + entry.getName() + ": no path: " + e.getMessage(), e);
    }
    if (name.startsWith("/") || name.matches("^[A-Za-z]:.*") || !place.startsWith(target)) {
      throw wrong(entry.getName() + " leaves the folder", "paths inside of it");
    }
    if (entry.getSize() < 0) {
      throw wrong(entry.getName() + " does not tell its length", "a ZIP with the lengths of files");
    }
    return place;
  }

  private static boolean isForOthers(Path place) {
    String name = place.getFileName().toString().toLowerCase(Locale.ROOT);
    return OTHERS.contains(name.substring(name.lastIndexOf('.') + 1))
        || name.equals("pytorch_model.bin");
  }

  private void copy(ZipFile file, ZipEntry entry) throws IOException {
    Path place = place(entry);
    Files.createDirectories(place.resolveSibling("."));
    long rest = entry.getSize();
    byte[] chunk = new byte[1 << 16];
    try (InputStream in = file.getInputStream(entry);
        OutputStream out = Files.newOutputStream(place)) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        rest -= read;
        if (rest < 0) {
          throw wrong(
              entry.getName() + " is longer than it says", entry.getSize() + " bytes of content");
        }
        out.write(chunk, 0, read);
      }
    }
    if (rest > 0) {
      throw wrong(
          entry.getName() + " is shorter than it says", entry.getSize() + " bytes of content");
    }
  }

  private InvalidRequest wrong(String what, String expected) {
    return new InvalidRequest(
        "%s: %s (expected: %s). Unpack it yourself and add the folder if you trust it."
            .formatted(zip, what, expected));
  }
}
