package dev.pictor.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.clip.Embedder;
import dev.pictor.library.IndexProgress.Phase;
import dev.pictor.metadata.MetadataFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills an indexing process again and again; run with `-Plong`.
@Tag("kill")
class KillTest {

  private static final int KILLS = 10;

  @TempDir private Path folder;

  @Test
  void tenKillsLoseNothingAcknowledgedAndTheRunCompletes() throws Exception {
    long seed = Long.getLong("kill.seed", 20_260_101L);
    System.out.println("kill.seed=" + seed);
    Random random = new Random(seed);
    try (Embedder embedder = LibraryFixture.openEmbedder()) {
      int kills = 0;
      // A machine fast enough to finish before ten kills begins again in a new folder.
      for (int round = 0; kills < KILLS; round++) {
        Path place = folder.resolve("round-" + round);
        int pictures = copyExamples(place, embedder);
        Set<String> acknowledged = new HashSet<>();
        boolean killed = true;
        while (killed && kills < KILLS) {
          KilledIndexer.Run run =
              KilledIndexer.runAndKill(place, acknowledged.size() + 1 + random.nextInt(12));
          acknowledged.addAll(run.acknowledged());
          killed = run.killed();
          kills += killed ? 1 : 0;
          assertNothingIsLost(place, embedder, acknowledged, "after kill " + kills);
        }
        assertTheRunCompletes(place, embedder, acknowledged, pictures);
      }
    }
  }

  private static void assertNothingIsLost(
      Path place, Embedder embedder, Set<String> acknowledged, String when) throws IOException {
    try (LibraryFixture fixture = new LibraryFixture(place, embedder)) {
      assertThat(fixture.ids()).as(when).containsAll(acknowledged).doesNotHaveDuplicates();
    }
  }

  private static void assertTheRunCompletes(
      Path place, Embedder embedder, Set<String> acknowledged, int pictures) throws IOException {
    System.out.printf("acknowledged before the last kill: %d%n", acknowledged.size());
    assertThat(acknowledged).isNotEmpty();
    try (LibraryFixture fixture = new LibraryFixture(place, embedder)) {
      IndexProgress rest = fixture.index();
      assertThat(rest.phase()).isEqualTo(Phase.FINISHED);
      assertThat(rest.unchanged()).isGreaterThanOrEqualTo(acknowledged.size());
      assertThat(rest.unchanged() + rest.indexed()).isEqualTo(pictures);
      assertThat(rest.failed()).isZero();
      assertThat(fixture.ids()).hasSize(pictures).doesNotHaveDuplicates();
      assertThat(fixture.records().count(MetadataFilter.all())).isEqualTo(pictures);
    }
  }

  private static int copyExamples(Path place, Embedder embedder) throws IOException {
    int count = 0;
    try (LibraryFixture fixture = new LibraryFixture(place, embedder);
        Stream<Path> folders = Files.list(LibraryFixture.EXAMPLES)) {
      for (Path each : folders.filter(Files::isDirectory).toList()) {
        count += fixture.addPhotos(each.getFileName().toString(), 1000).size();
      }
    }
    return count;
  }
}
