package dev.pictor.pinecone.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.collection.CollectionCatalog;
import dev.pictor.pinecone.backup.BackupSchedule.Frequency;
import dev.pictor.pinecone.index.Deployment;
import dev.pictor.pinecone.index.IndexEntry;
import dev.pictor.pinecone.index.Indexes;
import dev.pictor.pinecone.index.PortOpener.OpenPort;
import dev.pictor.pinecone.index.ReadCapacity;
import dev.pictor.pinecone.index.VectorSource;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.ModelBinding;
import dev.pictor.vector.Similarity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Schedules against a clock that the test moves.
class BackupSchedulesTest {

  private static final Instant START = Instant.parse("2026-01-31T10:00:00Z");

  @TempDir Path folder;
  private final Clock clock = new Clock();
  private LuceneStore store;
  private CollectionCatalog catalog;
  private Indexes indexes;

  private static final class Clock implements InstantSource {
    private Instant now = START;

    @Override
    public Instant instant() {
      return now;
    }

    void move(Duration by) {
      now = now.plus(by);
    }
  }

  private record NoPort() implements OpenPort {
    @Override
    public int number() {
      return 1;
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void open() {
    store = LuceneStore.open(folder.resolve("store"), clock);
    catalog = new CollectionCatalog(store);
    indexes =
        Indexes.open(
            new Indexes.Parts(
                catalog,
                folder.resolve("indexes.json"),
                (_, _) -> new NoPort(),
                0,
                catalog::delete));
    indexes.create(
        new CollectionSpec("photos", 2, Similarity.COSINE, new ModelBinding.Unattested()),
        IndexEntry.fresh(
            Deployment.standard(), new ReadCapacity.OnDemand(), new VectorSource.Clients()));
  }

  @AfterEach
  void close() {
    indexes.close();
    store.close();
  }

  private BackupSchedules schedules() {
    return new BackupSchedules(
        IndexCopies.open(catalog, indexes, folder.resolve("backups.json"), clock), indexes, clock);
  }

  private static List<String> names(BackupSchedules schedules, BackupSchedule schedule) {
    return schedules.history(schedule.id().toString()).stream()
        .map(copy -> copy.snapshot().name())
        .toList();
  }

  @Test
  void aScheduleRunsWhenItIsDueAndKeepsItsBackupsForAWhile() {
    try (BackupSchedules schedules = schedules()) {
      BackupSchedule daily = schedules.create("photos", "daily", Frequency.DAILY, 2);
      schedules.runDue();
      assertThat(names(schedules, daily)).isEmpty();
      clock.move(Duration.ofDays(1));
      schedules.runDue();
      schedules.runDue();
      assertThat(names(schedules, daily)).containsExactly("daily-2026-02-01T10:00:00Z");
      clock.move(Duration.ofDays(1));
      schedules.runDue();
      clock.move(Duration.ofDays(1).plusHours(1));
      schedules.runDue();
      assertThat(names(schedules, daily))
          .containsExactly("daily-2026-02-02T10:00:00Z", "daily-2026-02-03T11:00:00Z");
    }
  }

  @Test
  void whatWasMissedWhileNothingRanIsMadeUpForOnce() {
    BackupSchedule weekly;
    try (BackupSchedules schedules = schedules()) {
      weekly = schedules.create("photos", "weekly", Frequency.WEEKLY, 100);
    }
    clock.move(Duration.ofDays(30));
    try (BackupSchedules schedules = schedules()) {
      schedules.runDue();
      schedules.runDue();
      assertThat(names(schedules, weekly)).hasSize(1);
      assertThat(schedules.get(weekly.id().toString()).next())
          .isEqualTo(START.plus(Duration.ofDays(35)));
    }
  }

  @Test
  void aMonthIsAsLongAsItIs() {
    try (BackupSchedules schedules = schedules()) {
      assertThat(schedules.create("photos", "monthly", Frequency.MONTHLY, 100).next())
          .isEqualTo("2026-02-28T10:00:00Z");
    }
  }

  @Test
  void aScheduleEndsWithItsIndex() {
    try (BackupSchedules schedules = schedules()) {
      BackupSchedule daily = schedules.create("photos", "daily", Frequency.DAILY, 2);
      indexes.delete("photos");
      indexes.create(
          new CollectionSpec("photos", 2, Similarity.COSINE, new ModelBinding.Unattested()),
          IndexEntry.fresh(
              Deployment.standard(), new ReadCapacity.OnDemand(), new VectorSource.Clients()));
      assertThat(schedules.list("photos")).doesNotContain(daily).isEmpty();
    }
  }
}
