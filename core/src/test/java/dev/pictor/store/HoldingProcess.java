package dev.pictor.store;

import java.io.IOException;
import java.nio.file.Path;

/// A process that opens a store and holds it until it is killed.
final class HoldingProcess {

  private HoldingProcess() {}

  public static void main(String[] arguments) throws IOException {
    LuceneStore.open(Path.of(arguments[0]));
    System.out.println("open");
    System.out.flush();
    System.in.read();
  }

  /// Returns once the process has the store.
  static Process start(Path folder) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HoldingProcess.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.getInputStream().read() != 'o') {
      throw new IllegalStateException("the process did not open the store");
    }
    return process;
  }
}
