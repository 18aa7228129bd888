package dev.pictor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program as a user starts it, killed and started twice; run by `-Plong`.
@Tag("program")
class ProgramKillTest {

  private static final Path PHOTOS =
      Path.of("..", "examples", "photos").toAbsolutePath().normalize();
  private static final int KILLS = 3;

  @TempDir private Path folder;

  @Test
  void killsDuringIndexingLoseNoPictureThatWasShown() throws Exception {
    long seed = Long.getLong("kill.seed", 20_260_102L);
    System.out.println("kill.seed=" + seed);
    Random random = new Random(seed);
    int pictures = examplePhotos();
    int kills = 0;
    // A machine fast enough to finish before three kills begins again in a new folder.
    for (int round = 0; kills < KILLS; round++) {
      Path data = folder.resolve("round-" + round);
      Set<String> shown = new HashSet<>();
      while (kills < KILLS && shown.size() < pictures) {
        try (RunningProgram program = serve(data)) {
          assertThat(program.ids()).as("after kill %d", kills).containsAll(shown);
          int wanted = Math.min(pictures, shown.size() + 1 + random.nextInt(20));
          shown.addAll(program.awaitIds(wanted));
          boolean running = program.isIndexing();
          program.kill();
          kills += running ? 1 : 0;
        }
      }
      try (RunningProgram program = serve(data)) {
        program.awaitEndOfIndexing();
        assertThat(program.ids()).hasSize(pictures).doesNotHaveDuplicates().containsAll(shown);
      }
    }
  }

  @Test
  void aSecondProgramIsRefusedNamingProcessAndFolder() throws Exception {
    Path data = folder.resolve("data");
    try (RunningProgram first = serve(data);
        RunningProgram second =
            RunningProgram.start(List.of("serve", "--data", data.toString(), "--port", "0"))) {
      assertThat(second.awaitEnd(60, TimeUnit.SECONDS)).as("ends by itself").isTrue();
      assertThat(second.exitCode()).isEqualTo(1);
      assertThat(second.errors())
          .contains("process " + first.pid())
          .contains(data.toString())
          .contains(first.uri().toString());
      first.awaitIds(1);
    }
  }

  private static RunningProgram serve(Path data) throws Exception {
    RunningProgram program =
        RunningProgram.start(
            List.of(
                "serve",
                "--photos",
                PHOTOS.toString(),
                "--data",
                data.toString(),
                "--port",
                "0",
                "--no-browser"));
    program.awaitListening();
    return program;
  }

  static int examplePhotos() throws Exception {
    try (Stream<Path> files = Files.walk(PHOTOS)) {
      return Math.toIntExact(
          files.filter(file -> file.toString().matches(".*\\.(jpg|jpeg|png|webp)")).count());
    }
  }
}
