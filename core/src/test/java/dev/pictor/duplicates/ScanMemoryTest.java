package dev.pictor.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScanMemoryTest {

  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);
  private static final PerceptualHash HASH = new PerceptualHash(0xfedc_ba98_7654_3210L);

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("deep").resolve("found.txt");
  }

  private void fill() {
    try (ScanMemory memory = ScanMemory.open(file())) {
      memory.putHash(A, HASH);
      memory.putLikeness(B, A, new Likeness(0.75, -0.5));
      memory.putNeighbours("model", A, List.of(new ScanMemory.Neighbour(B, 0.875)));
      memory.putNeighbours("model", B, List.of());
    }
  }

  @Test
  void remembersWhatWasFoundOut() {
    fill();

    try (ScanMemory memory = ScanMemory.open(file())) {
      assertThat(memory.hash(A)).contains(HASH);
      assertThat(memory.hash(B)).isEmpty();
      assertThat(memory.likeness(A, B)).contains(new Likeness(0.75, -0.5));
      assertThat(memory.likeness(B, A)).contains(new Likeness(0.75, -0.5));
      assertThat(memory.neighbours("model", A))
          .contains(List.of(new ScanMemory.Neighbour(B, 0.875)));
      assertThat(memory.neighbours("model", B)).contains(List.of());
      assertThat(memory.neighbours("other", A)).as("of another model").isEmpty();
    }
  }

  @Test
  void aLineCutShortIsPassedOverAndTheNextOneWhole() throws IOException {
    fill();
    Files.writeString(file(), "hash " + B + " 0123", StandardOpenOption.APPEND);

    try (ScanMemory memory = ScanMemory.open(file())) {
      assertThat(memory.hash(A)).contains(HASH);
      assertThat(memory.hash(B)).isEmpty();
      memory.putHash(B, HASH);
    }
    try (ScanMemory memory = ScanMemory.open(file())) {
      assertThat(memory.hash(B)).contains(HASH);
    }
  }

  @Test
  void anotherVersionIsBegunAnew() throws IOException {
    fill();
    Files.writeString(file(), Files.readString(file()).replace("pictor-duplicates 1", "other 7"));

    try (ScanMemory memory = ScanMemory.open(file())) {
      assertThat(memory.hash(A)).isEmpty();
    }
  }
}
