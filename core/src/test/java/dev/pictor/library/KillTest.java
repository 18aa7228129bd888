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

/// Kills an indexing process again and again; run by `-Pkill`.
@Tag("kill")
class KillTest {

  private static final int KILLS = 10;

  @TempDir private Path folder;

  @Test
  void tenKillsLoseNothingAcknowledgedAndTheRunCompletes() throws IOException {
    long seed = Long.getLong("kill.seed", 20_260_101L);
    System.out.println("kill.seed=" + seed);
    Random random = new Random(seed);
    try (Embedder embedder = LibraryFixture.openEmbedder()) {
      int pictures = copyExamples(embedder);
      Set<String> acknowledged = new HashSet<>();
      for (int kill = 0; kill < KILLS; kill++) {
        int more = acknowledged.size() + random.nextInt(16);
        acknowledged.addAll(KilledIndexer.runAndKill(folder, more));
        try (LibraryFixture fixture = new LibraryFixture(folder, embedder)) {
          assertThat(fixture.ids()).as("after kill %d", kill + 1).containsAll(acknowledged);
        }
      }
      System.out.println("acknowledged before the last kill: " + acknowledged.size());
      assertThat(acknowledged).isNotEmpty();
      try (LibraryFixture fixture = new LibraryFixture(folder, embedder)) {
        IndexProgress rest = fixture.index();
        assertThat(rest.phase()).isEqualTo(Phase.FINISHED);
        assertThat(rest.unchanged()).isGreaterThanOrEqualTo(acknowledged.size());
        assertThat(rest.failed()).isZero();
        assertThat(fixture.ids()).hasSize(pictures).doesNotHaveDuplicates();
        assertThat(fixture.records().count(MetadataFilter.all())).isEqualTo(pictures);
      }
    }
  }

  private int copyExamples(Embedder embedder) throws IOException {
    int count = 0;
    try (LibraryFixture fixture = new LibraryFixture(folder, embedder);
        Stream<Path> folders = Files.list(LibraryFixture.EXAMPLES)) {
      for (Path each : folders.filter(Files::isDirectory).toList()) {
        count += fixture.addPhotos(each.getFileName().toString(), 1000).size();
      }
    }
    return count;
  }
}
