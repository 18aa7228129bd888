package dev.pictor.store;

import dev.pictor.store.FaultyDisk.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a disk would hold after a power loss: the content of files as of their last sync, under the
/// names that their folder had at its last sync. Thread-safe.
final class DurableImage implements FaultyDisk.Fault {

  private record Entry(Object key, boolean isFolder) {}

  private final Path root;
  private final Path shadows;
  private final Map<Object, Map<String, Entry>> folders = new HashMap<>();
  private final Map<Object, Path> contents = new HashMap<>();
  private @Nullable Countdown countdown;

  private static final class Countdown {
    long left;
    boolean over;
  }

  /// @param root a folder whose files were not synced yet
  /// @param shadows another, on the same disk, for what the image needs
  DurableImage(Path root, Path shadows) throws IOException {
    this.root = root;
    this.shadows = shadows;
    remember(root);
  }

  /// Takes all that is there for synced.
  synchronized void rememberAll() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.toList()) {
        remember(each);
      }
    }
  }

  /// Lets `changes` more happen; then the power is off.
  synchronized void powerOffAfter(long changes) {
    Countdown armed = new Countdown();
    armed.left = changes;
    countdown = armed;
  }

  synchronized boolean isOff() {
    return countdown != null && countdown.over;
  }

  @Override
  public synchronized void before(Step step, Path file) throws IOException {
    Countdown armed = countdown;
    if (armed != null && armed.left-- <= 0) {
      armed.over = true;
      // Lucene takes for granted that folders sync; what they had is not remembered any more.
      if (step != Step.SYNC || !Files.isDirectory(file)) {
        throw new IOException("power is off");
      }
    }
  }

  @Override
  public synchronized void after(Step step, Path file) throws IOException {
    if (isOff() || !file.startsWith(root)) {
      return;
    }
    switch (step) {
      case SYNC -> remember(file);
      case CREATE_FOLDER -> folders.remove(key(file)); // a number that an old one had
      case CREATE_FILE, WRITE, MOVE, LINK, DELETE -> {}
    }
  }

  private void remember(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      Map<String, Entry> names = new HashMap<>();
      try (Stream<Path> children = Files.list(file)) {
        for (Path each : children.toList()) {
          names.put(each.getFileName().toString(), new Entry(key(each), Files.isDirectory(each)));
        }
      }
      folders.put(key(file), names);
    } else if (Files.exists(file) && !contents.containsKey(key(file))) {
      Path shadow = shadows.resolve("shadow-" + contents.size());
      // A second name keeps the number from being given to another file; files are written once.
      Files.createLink(shadow, file);
      contents.put(key(file), shadow);
    }
  }

  private static Object key(Path file) throws IOException {
    return Objects.requireNonNull(
        Files.readAttributes(file, BasicFileAttributes.class).fileKey(), "a file has a number");
  }

  /// Writes the image to `folder`, which exists.
  synchronized void restore(Path folder) throws IOException {
    restore(folder, key(root));
  }

  private void restore(Path to, Object key) throws IOException {
    for (Map.Entry<String, Entry> each : folders.getOrDefault(key, Map.of()).entrySet()) {
      Path target = to.resolve(each.getKey());
      Entry entry = each.getValue();
      if (entry.isFolder()) {
        Files.createDirectory(target);
        restore(target, entry.key());
      } else if (contents.containsKey(entry.key())) {
        Files.copy(contents.get(entry.key()), target);
      } else {
        Files.createFile(target); // its name was synced, its content was not
      }
    }
  }
}
