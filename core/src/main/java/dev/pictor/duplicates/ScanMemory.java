package dev.pictor.duplicates;

import dev.pictor.error.Unavailable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What scans have found out about contents, so that the next one looks at new ones only. All is
/// named by the SHA-256 of files and never becomes wrong; it may be lost, and is found out again.
/// Thread-safe.
///
/// A text file that grows by a line for each fact; a line that a kill has cut short is passed over.
///
/// | line | meaning |
/// |---|---|
/// | `hash SHA BITS` | perceptual hash |
/// | `like SHA SHA WHOLE WORST` | two pictures laid over each other; 16 digits of each SHA |
/// | `near MODEL SHA [SHA:COSINE]…` | neighbours by the vectors of a model |
final class ScanMemory implements AutoCloseable {

  /// Changes with the meaning of a line; a file of another version is begun anew.
  private static final String HEADER = "pictor-duplicates 1";

  private static final int PAIR_DIGITS = 16;
  private static final Pattern BLANK = Pattern.compile(" ");

  /// A neighbour by vectors.
  record Neighbour(String sha256, double cosine) {}

  private final Map<String, PerceptualHash> hashes = new HashMap<>();
  private final Map<String, Likeness> likenesses = new HashMap<>();
  private final Map<String, List<Neighbour>> neighbours = new HashMap<>();
  private final BufferedWriter writer;
  private final Path file;

  private ScanMemory(Path file, BufferedWriter writer) {
    this.file = file;
    this.writer = writer;
  }

  /// @throws Unavailable when the file cannot be read or written
  static ScanMemory open(Path file) {
    try {
      Files.createDirectories(file.resolveSibling(""));
      boolean ours = isOurs(file);
      BufferedWriter writer =
          Files.newBufferedWriter(
              file,
              StandardOpenOption.CREATE,
              ours ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      ScanMemory memory = new ScanMemory(file, writer);
      if (ours) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
          lines.skip(1).forEach(memory::read);
        }
        memory.write(""); // a line cut short ends here
      } else {
        memory.write(HEADER);
      }
      return memory;
    } catch (IOException | UncheckedIOException e) {
      throw failed(file, e);
    }
  }

  private static Unavailable failed(Path file, Exception cause) {
    return new Unavailable(
        "%s: cannot be written: %s. Check space and permissions of the data folder."
            .formatted(file, cause),
        cause);
  }

  private static boolean isOurs(Path file) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    byte[] expected = (HEADER + "\n").getBytes(StandardCharsets.UTF_8);
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(expected.length), expected);
    }
  }

  private void read(String line) {
    String[] words = BLANK.split(line, -1);
    try {
      switch (words[0]) {
        case "hash" -> hashes.put(words[1], PerceptualHash.parse(words[2]));
        case "like" ->
            likenesses.put(
                pair(words[1], words[2]),
                new Likeness(Double.parseDouble(words[3]), Double.parseDouble(words[4])));
        case "near" -> neighbours.put(words[1] + " " + words[2], neighbours(words));
        default -> {}
      }
    } catch (RuntimeException cutShort) {
      // Found out again.
    }
  }

  private static List<Neighbour> neighbours(String[] words) {
    List<Neighbour> found = new ArrayList<>();
    for (int i = 3; i < words.length; i++) {
      int colon = words[i].indexOf(':');
      found.add(
          new Neighbour(
              words[i].substring(0, colon), Double.parseDouble(words[i].substring(colon + 1))));
    }
    return List.copyOf(found);
  }

  /// There are several of each picture, and 64 bits tell them apart well enough.
  private static String pair(String a, String b) {
    String one = a.substring(0, PAIR_DIGITS);
    String other = b.substring(0, PAIR_DIGITS);
    return one.compareTo(other) < 0 ? one + " " + other : other + " " + one;
  }

  private void write(String line) {
    try {
      writer.write(line);
      writer.write('\n');
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  synchronized Optional<PerceptualHash> hash(String sha256) {
    return Optional.ofNullable(hashes.get(sha256));
  }

  synchronized void putHash(String sha256, PerceptualHash hash) {
    hashes.put(sha256, hash);
    write("hash %s %s".formatted(sha256, hash));
  }

  synchronized Optional<Likeness> likeness(String a, String b) {
    return Optional.ofNullable(likenesses.get(pair(a, b)));
  }

  synchronized void putLikeness(String a, String b, Likeness likeness) {
    likenesses.put(pair(a, b), likeness);
    write(
        "like %s %s %s".formatted(pair(a, b), (float) likeness.whole(), (float) likeness.worst()));
  }

  synchronized Optional<List<Neighbour>> neighbours(String model, String sha256) {
    return Optional.ofNullable(neighbours.get(model + " " + sha256));
  }

  synchronized void putNeighbours(String model, String sha256, List<Neighbour> found) {
    neighbours.put(model + " " + sha256, List.copyOf(found));
    StringBuilder line = new StringBuilder("near ").append(model).append(' ').append(sha256);
    found.forEach(
        each -> line.append(' ').append(each.sha256()).append(':').append((float) each.cosine()));
    write(line.toString());
  }

  /// Hands what is known to the operating system, which keeps it when this process is killed.
  synchronized void flush() {
    try {
      writer.flush();
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw failed(file, e);
    }
  }
}
