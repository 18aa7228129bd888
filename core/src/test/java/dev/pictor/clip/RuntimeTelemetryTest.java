package dev.pictor.clip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuntimeTelemetryTest {

  /// A process of its own, because its command line must be long before the model is opened.
  static final class LongCommandLine {
    private LongCommandLine() {}

    public static void main(String[] arguments) {
      try (ClipModel model = ModelCatalog.onClassPath().load("pocket")) {
        System.out.println(model.name());
      }
    }
  }

  @Test
  void aModelOpensInAProcessWithALongCommandLine() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-Dlong=" + "/repository/some-library-1.0.jar:".repeat(2000));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), LongCommandLine.class.getName()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as("exit status").isZero();
    assertThat(output).isEqualTo("pocket");
  }
}
