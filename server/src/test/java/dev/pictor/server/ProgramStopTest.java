package dev.pictor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.files.DataFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The program asked to end by SIGTERM; run by `-Plong`.
@Tag("program")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM on Windows")
class ProgramStopTest {

  private static final Path PHOTOS =
      Path.of("..", "examples", "photos").toAbsolutePath().normalize();
  private static final int AFTER_SIGTERM = 143; // 128 + 15, as of any program that handles it

  @TempDir private Path data;

  @Test
  void anIdleServerStopsQuietly() throws Exception {
    try (RunningProgram program = serve("--log-level", "info")) {
      program.awaitModel();
      stopsQuietly(program);
    }
  }

  @Test
  void aServerThatLoadsItsModelStopsQuietly() throws Exception {
    try (RunningProgram program = serve("--photos", PHOTOS.toString())) {
      stopsQuietly(program);
    }
  }

  @Test
  void aServerThatIndexesStopsQuietlyAndGoesOnAtTheNextStart() throws Exception {
    int shown;
    try (RunningProgram program = serve("--photos", PHOTOS.toString())) {
      program.awaitIds(1);
      stopsQuietly(program);
    }
    assertThat(DataFolder.holder(data)).isEmpty();
    try (RunningProgram again = serve("--photos", PHOTOS.toString())) {
      shown = again.ids().size();
      again.awaitEndOfIndexing();
      assertThat(again.ids()).hasSize(ProgramKillTest.examplePhotos());
    }
    assertThat(shown).isPositive();
  }

  @Test
  void aServerThatIndexesWithJsonLogsWritesNothingElse() throws Exception {
    try (RunningProgram program = serve("--photos", PHOTOS.toString(), "--log-format", "json")) {
      program.awaitIds(1);
      stop(program);
      assertThat(program.errors().lines().filter(line -> line.startsWith("{")))
          .anyMatch(line -> line.contains("\"message\":\"server stopped\""))
          .noneMatch(line -> line.contains("\"exception\""));
    }
  }

  private RunningProgram serve(String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("serve", "--data", data.toString(), "--port", "0", "--no-browser"));
    arguments.addAll(List.of(more));
    RunningProgram program = RunningProgram.start(arguments);
    program.awaitListening();
    return program;
  }

  private static void stop(RunningProgram program) throws Exception {
    program.stop();
    assertThat(program.awaitEnd(20, TimeUnit.SECONDS)).as("ends by itself").isTrue();
    assertThat(program.exitCode()).isEqualTo(AFTER_SIGTERM);
  }

  private static void stopsQuietly(RunningProgram program) throws Exception {
    stop(program);
    assertThat(program.errors())
        .contains("PictorServer server stops url=" + program.uri(), "PictorServer server stopped")
        .doesNotContain("Exception", "\tat ", "No answer from")
        .doesNotContainPattern("Z (ERROR|WARNING) ");
  }
}
