package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.Conflict;
import dev.pictor.error.NotFound;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Snapshots in folders of their own. Only for engines that make them.
public interface BackupsContract extends StoreUnderTest {

  private Snapshots snapshots() {
    return store().snapshots().orElseThrow();
  }

  private Backups backups() {
    return store().backups().orElseThrow();
  }

  @Test
  default void backupIsAFolderOfItsOwn(@TempDir Path outside) {
    pairs().upsert("", List.of(Samples.record("a", 1, 0)));
    Snapshot made = snapshots().create("pairs", "nightly", "");
    Path folder = outside.resolve("backups/pairs");
    backups().save(made.id(), folder);
    assertThatThrownBy(() -> backups().save(made.id(), folder)).isInstanceOf(Conflict.class);
    snapshots().delete(made.id());
    store().drop("pairs");
    assertThat(backups().inspect(folder)).isEqualTo(made);
    assertThat(backups().restore(folder, "pairs").fetch("", List.of("a")))
        .containsExactly(Samples.record("a", 1, 0));
    assertThatThrownBy(() -> backups().restore(folder, "pairs")).isInstanceOf(Conflict.class);
    assertThatThrownBy(() -> backups().restore(outside, "other")).isInstanceOf(NotFound.class);
  }
}
