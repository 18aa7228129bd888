package dev.pictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What starts the program takes the flags of the JVM from one file.
class LaunchersTest {

  private static final Path ROOT = Path.of("..");

  @ParameterizedTest
  @ValueSource(strings = {"pictor", "pictor.cmd", "deploy/docker/pictor", "benchmarks/launch.py"})
  void aLauncherNamesTheFileOfFlagsAndRepeatsNoneOfThem(String launcher) throws IOException {
    String script = Files.readString(ROOT.resolve(launcher));
    assertThat(script.replace('\\', '/')).contains("build/java.args");
    assertThat(flags()).isNotEmpty().allSatisfy(flag -> assertThat(script).doesNotContain(flag));
  }

  private static List<String> flags() throws IOException {
    return Files.readAllLines(ROOT.resolve("build/java.args")).stream()
        .filter(line -> !line.startsWith("#"))
        .flatMap(line -> Stream.of(line.split(" ", -1)))
        .filter(flag -> flag.startsWith("-"))
        .toList();
  }
}
