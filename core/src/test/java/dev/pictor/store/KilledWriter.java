package dev.pictor.store;

import dev.pictor.metadata.Metadata;
import dev.pictor.vector.DenseVector;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// A process that writes records until it is killed, and prints each number once it is
/// acknowledged.
final class KilledWriter {

  private static final int DIMENSION = 32;

  private KilledWriter() {}

  static VectorRecord record(int number) {
    float[] values = new float[DIMENSION];
    values[Math.floorMod(number, DIMENSION)] = 1;
    return new VectorRecord("id" + number, DenseVector.wrap(values), Metadata.empty());
  }

  public static void main(String[] arguments) {
    VectorStore store = LuceneStore.open(Path.of(arguments[0]));
    CollectionStore collection = store.collection("killed").orElseThrow();
    for (int i = 0; ; i++) {
      collection.upsert("", List.of(record(i)));
      System.out.println(i);
      System.out.flush();
    }
  }

  /// Kills the writer after at least `acknowledgements`.
  ///
  /// @return how many records it had acknowledged when it died
  static int runAndKill(Path folder, int acknowledgements)
      throws IOException, InterruptedException {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("..", "build", "java.args").toAbsolutePath().normalize(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int acknowledged = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null && acknowledged < acknowledgements) {
        acknowledged = Integer.parseInt(line.strip()) + 1;
        line = lines.readLine();
      }
      writer.destroyForcibly();
      // What was printed before the kill is acknowledged too; a last line may be cut off.
      for (; line != null; line = readRest(lines)) {
        if (Integer.toString(acknowledged).equals(line.strip())) {
          acknowledged++;
        }
      }
    }
    writer.waitFor();
    if (acknowledged < acknowledgements) {
      throw new IllegalStateException("the writer ended by itself after " + acknowledged);
    }
    return acknowledged;
  }

  private static @org.jspecify.annotations.Nullable String readRest(BufferedReader lines) {
    try {
      return lines.readLine();
    } catch (IOException e) {
      return null; // closed by the kill
    }
  }
}
