package dev.pictor.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/// A process that downloads a part of a model and holds there until it is killed.
final class HoldingDownload {

  private HoldingDownload() {}

  public static void main(String[] arguments) {
    HubSettings settings =
        new HubSettings(
            URI.create(arguments[0]),
            "",
            false,
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            Duration.ZERO,
            0);
    Download.into(Path.of(arguments[1]), new Hub(new RemoteSource(settings)))
        .run(
            DownloadFixture.model(DownloadFixture.known(DownloadFixture.bytes(300_000, 1))),
            Variant.FP32,
            (_, doneBytes, _) -> hold(doneBytes));
  }

  private static void hold(long doneBytes) {
    if (doneBytes > 0) {
      System.out.println("held");
      System.out.flush();
      try {
        System.in.read();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }

  /// Returns once the process has some bytes of the graph.
  static Process start(URI hub, Path models) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HoldingDownload.class.getName(),
                hub.toString(),
                models.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.getInputStream().read() != 'h') {
      throw new IllegalStateException("the process did not download");
    }
    return process;
  }
}
