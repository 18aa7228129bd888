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

  private static final String STARTED = "started";

  private KilledIndexer() {}

  public static void main(String[] arguments) throws IOException {
    try (Embedder embedder = LibraryFixture.openEmbedder();
        LibraryFixture fixture = new LibraryFixture(Path.of(arguments[0]), embedder);
        PhotoLibrary library = fixture.library()) {
      Set<String> told = new HashSet<>();
      System.out.println(STARTED);
      library.index(
          progress -> {
            if (progress.indexed() > 0) {
              fixture.ids().stream().filter(told::add).forEach(System.out::println);
              System.out.flush();
            }
          });
    }
  }

  /// Starts the process and kills it once it has acknowledged `acknowledgements` ids.
  ///
  /// @return all ids it acknowledged before it died
  static List<String> runAndKill(Path folder, int acknowledgements) throws IOException {
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
    boolean started = false;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(indexer.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals(STARTED)) {
          started = true;
        } else if (started) {
          acknowledged.add(line);
        }
        if (started && acknowledged.size() >= acknowledgements) {
          indexer.destroyForcibly();
        }
      }
    } finally {
      indexer.destroyForcibly();
    }
    return acknowledged;
  }
}
