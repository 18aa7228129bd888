package dev.pictor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole program in a network namespace that has nothing but loopback, and with an empty home
/// folder, so that nothing which another run fetched or unpacked can help. Needs Linux with
/// `unshare` and `ip`.
@Tag("program")
class OfflineProgramTest {

  private static final List<List<String>> WAYS =
      List.of(
          List.of("unshare", "--net"), // as root
          List.of("unshare", "--net", "--map-root-user"));

  private record Result(int code, String output) {}

  private static Result run(List<String> way, List<String> command)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(way);
    line.addAll(List.of("sh", "-c", "ip link set lo up && exec \"$@\"", "sh"));
    line.addAll(command);
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }

  /// How this machine lets a process into a namespace of its own.
  private static List<String> permittedWay() throws InterruptedException {
    StringBuilder reasons = new StringBuilder();
    for (List<String> way : WAYS) {
      try {
        Result result = run(way, List.of("true"));
        if (result.code() == 0) {
          return way;
        }
        reasons.append(way).append(": ").append(result.output());
      } catch (IOException e) {
        reasons.append(way).append(": ").append(e.getMessage()).append('\n');
      }
    }
    assumeTrue(System.getenv("CI") != null, "no network namespace on this machine: " + reasons);
    throw new AssertionError("no network namespace, although CI is set: " + reasons);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  @Test
  void everythingWorksWithoutANetworkAndFromAnEmptyHome(@TempDir Path scratch) throws Exception {
    List<String> way = permittedWay();
    Path home = Files.createDirectory(scratch.resolve("home"));
    Path photos = scratch.resolve("photos");
    copy(Path.of("../examples/photos"), photos);
    Files.createDirectory(home.resolve("tmp"));

    Result result =
        run(
            way,
            Program.java(home, "dev.pictor.cli.OfflineDriver", home.toString(), photos.toString()));

    assertThat(result.code()).as(result.output()).isZero();
  }
}
