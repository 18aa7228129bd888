package dev.pictor.pinecone.backup;

import dev.pictor.error.Conflict;
import dev.pictor.error.NotFound;
import dev.pictor.error.ServiceException;
import dev.pictor.pinecone.backup.BackupSchedule.Frequency;
import dev.pictor.pinecone.index.Index;
import dev.pictor.pinecone.index.Indexes;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/// Makes backups when their schedules say so, and removes those that are kept no longer. A run that
/// was missed because no server was running is made up for once. Thread-safe.
public final class BackupSchedules implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(BackupSchedules.class.getName());
  private static final int LOOK_SECONDS = 30;

  private final IndexCopies copies;
  private final BackupRegistry registry;
  private final Indexes indexes;
  private final InstantSource clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("pictor-backups").daemon().factory());

  public BackupSchedules(IndexCopies copies, Indexes indexes, InstantSource clock) {
    this.copies = copies;
    this.registry = copies.registry();
    this.indexes = indexes;
    this.clock = clock;
  }

  /// Has due runs made from now on.
  public void start() {
    var _ = timer.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  private void look() {
    try {
      runDue();
    } catch (RuntimeException e) { // else the timer would stop
      LOG.log(System.Logger.Level.ERROR, "scheduled backups failed", e);
    }
  }

  /// Makes the backups that are due.
  void runDue() {
    Instant now = clock.instant();
    for (BackupSchedule each : registry.schedules()) {
      if (each.enabled() && !each.next().isAfter(now)) {
        run(each, now);
      }
    }
  }

  private void run(BackupSchedule schedule, Instant now) {
    Instant next = schedule.next();
    while (!next.isAfter(now)) {
      next = schedule.frequency().after(next);
    }
    // Noted first, so that a backup that fails is not tried over and over.
    registry.put(schedule.withNext(next));
    try {
      Optional<Index> index =
          indexes.list().stream()
              .filter(each -> each.entry().id().equals(schedule.index()))
              .findFirst();
      if (index.isPresent()) {
        String name = schedule.name() + "-" + now.truncatedTo(ChronoUnit.SECONDS);
        IndexCopy _ = copies.createBackup(index.get(), name, "", Optional.of(schedule.id()));
      }
      for (IndexCopy old : copies.madeBy(schedule.id())) {
        if (old.snapshot().created().isBefore(schedule.keptSince(now))) {
          copies.delete(old);
        }
      }
    } catch (ServiceException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "scheduled backup failed schedule=%s index=%s reason=%s"
              .formatted(schedule.id(), schedule.indexName(), e.reason()));
    }
  }

  /// The schedules of an index, oldest first.
  ///
  /// @throws NotFound when there is no such index
  public List<BackupSchedule> list(String index) {
    UUID id = indexes.get(index).entry().id();
    return registry.schedules().stream().filter(each -> each.index().equals(id)).toList();
  }

  /// @throws NotFound when there is no such index
  /// @throws Conflict when it has a schedule that is enabled
  public BackupSchedule create(
      String index, String name, Frequency frequency, int expireAfterDays) {
    UUID indexId = indexes.get(index).entry().id();
    Instant now = clock.instant();
    BackupSchedule schedule =
        new BackupSchedule(
            UUID.randomUUID(),
            name,
            indexId,
            index,
            frequency,
            expireAfterDays,
            true,
            frequency.after(now),
            now);
    return put(schedule);
  }

  /// @throws NotFound when there is none
  public BackupSchedule get(String id) {
    return registry.schedules().stream()
        .filter(each -> each.id().toString().equals(id))
        .findFirst()
        .orElseThrow(() -> new NotFound("Backup schedule %s not found.".formatted(id)));
  }

  /// A schedule that is enabled again runs next after its time from now on.
  ///
  /// @throws NotFound when there is none
  /// @throws Conflict when another of the same index is enabled
  public synchronized BackupSchedule change(String id, UnaryOperator<BackupSchedule> change) {
    BackupSchedule before = get(id);
    BackupSchedule after = change.apply(before);
    boolean replanned =
        (after.enabled() && !before.enabled()) || after.frequency() != before.frequency();
    return put(replanned ? after.withNext(after.frequency().after(clock.instant())) : after);
  }

  private synchronized BackupSchedule put(BackupSchedule schedule) {
    if (schedule.enabled()) {
      registry.schedules().stream()
          .filter(each -> each.enabled() && each.index().equals(schedule.index()))
          .filter(each -> !each.id().equals(schedule.id()))
          .findFirst()
          .ifPresent(
              other -> {
                throw new Conflict(
                    "The index %s has an enabled backup schedule already: %s. Disable or delete it first."
                        .formatted(schedule.indexName(), other.id()));
              });
    }
    registry.put(schedule);
    return schedule;
  }

  /// @throws NotFound when there is none
  public void delete(String id) {
    if (!registry.removeSchedule(get(id).id())) {
      throw new NotFound("Backup schedule %s not found.".formatted(id));
    }
  }

  /// The backups that a schedule made and that are still there, in the order they were made.
  ///
  /// @throws NotFound when there is none
  public List<IndexCopy> history(String id) {
    return copies.madeBy(get(id).id());
  }

  /// A backup under way is finished.
  @Override
  public void close() {
    timer.close();
  }
}
