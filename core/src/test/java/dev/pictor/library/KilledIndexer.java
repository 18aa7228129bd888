package dev.pictor.library;

import dev.pictor.clip.Embedder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A process that indexes a folder and prints the id of each record once it is acknowledged.
final class KilledIndexer {

  /// What one process did.
  ///
  /// @param acknowledged all ids it told before it died
  /// @param killed whether it was still at work when it was killed
  record Run(List<String> acknowledged, boolean killed) {}

  // Both ends of a line are marked: the last one may be cut off.
  private static final String BEGIN = "acknowledged <";
  private static final String END = ">";

  private KilledIndexer() {}

  public static void main(String[] arguments) throws IOException {
    try (Embedder embedder = LibraryFixture.openEmbedder();
        LibraryFixture fixture = new LibraryFixture(Path.of(arguments[0]), embedder);
        PhotoLibrary library = fixture.library()) {
      Set<String> told = new HashSet<>();
      library.index(
          progress -> {
            if (progress.indexed() > 0) {
              fixture.ids().stream()
                  .filter(told::add)
                  .forEach(id -> System.out.println(BEGIN + id + END));
              System.out.flush();
            }
          });
    }
  }

  /// Starts the process and kills it once it has acknowledged `acknowledgements` ids.
  static Run runAndKill(Path folder, int acknowledgements)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            KilledIndexer.class.getName(),
            folder.toString()));
    Process indexer =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<String> acknowledged = new ArrayList<>();
    boolean killed = false;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(indexer.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(BEGIN) && line.endsWith(END)) {
          acknowledged.add(line.substring(BEGIN.length(), line.length() - END.length()));
        }
        if (acknowledged.size() >= acknowledgements) {
          indexer.toHandle().destroyForcibly(); // leaves what it wrote to be read
          killed = true;
        }
      }
    } finally {
      indexer.destroyForcibly();
    }
    int status = indexer.waitFor();
    if (!killed && status != 0) {
      throw new IllegalStateException(
          "indexer: exit status %d (expected: 0, nobody killed it)".formatted(status));
    }
    return new Run(acknowledged, killed && status != 0);
  }
}
