package dev.pictor.pinecone.backup;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.pictor.pinecone.index.IndexEntry;
import dev.pictor.pinecone.index.JsonBody;
import dev.pictor.pinecone.index.RegistryFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// What is kept of copies beside their snapshots, of restores and of schedules, in one file.
/// Thread-safe; calls nobody while it is locked.
final class BackupRegistry {

  private static final int KEPT_JOBS = 1000;

  /// What is kept of a copy.
  ///
  /// @param schedule that made it, if one did
  /// @param sourceGone when the index was deleted, if it was
  record Origin(
      IndexCopy.Kind kind,
      IndexEntry source,
      Optional<UUID> schedule,
      Optional<Instant> sourceGone) {

    Map<String, Object> view() {
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("kind", kind.name());
      view.put("source", source.view());
      schedule.ifPresent(id -> view.put("schedule", id.toString()));
      sourceGone.ifPresent(time -> view.put("source_gone", time.toString()));
      return view;
    }

    static Origin read(JsonBody body) {
      return new Origin(
          IndexCopy.Kind.valueOf(body.text("kind")),
          IndexEntry.read(body.object("source")),
          body.optionalText("schedule").map(UUID::fromString),
          body.optionalText("source_gone").map(Instant::parse));
    }
  }

  private final RegistryFile file;

  @GuardedBy("this")
  private final Map<String, Origin> origins = new LinkedHashMap<>();

  @GuardedBy("this")
  private final Map<UUID, RestoreJob> jobs = new LinkedHashMap<>();

  @GuardedBy("this")
  private final Map<UUID, BackupSchedule> schedules = new LinkedHashMap<>();

  private BackupRegistry(RegistryFile file) {
    this.file = file;
  }

  /// @throws dev.pictor.error.CorruptStore naming the file
  static BackupRegistry open(Path path) {
    RegistryFile file = new RegistryFile(path);
    BackupRegistry registry = new BackupRegistry(file);
    file.read(registry::load);
    return registry;
  }

  private synchronized void load(JsonBody content) {
    JsonBody copies = content.object("copies");
    for (String id : copies.names()) {
      origins.put(id, Origin.read(copies.object(id)));
    }
    for (JsonBody each : content.objects("restore_jobs")) {
      RestoreJob job = RestoreJob.read(each);
      jobs.put(job.id(), job);
    }
    for (JsonBody each : content.objects("schedules")) {
      BackupSchedule schedule = BackupSchedule.read(each);
      schedules.put(schedule.id(), schedule);
    }
  }

  /// By the id of the snapshot.
  synchronized Optional<Origin> origin(String snapshot) {
    return Optional.ofNullable(origins.get(snapshot));
  }

  synchronized boolean hasCopies() {
    return !origins.isEmpty();
  }

  synchronized void put(String snapshot, Origin origin) {
    origins.put(snapshot, origin);
    save();
  }

  synchronized void remove(String snapshot) {
    if (origins.remove(snapshot) != null) {
      save();
    }
  }

  /// Forgets the copies that are not among `snapshots`.
  synchronized void retain(List<String> snapshots) {
    if (origins.keySet().retainAll(snapshots)) {
      save();
    }
  }

  /// Oldest first.
  synchronized List<RestoreJob> jobs() {
    return List.copyOf(jobs.values());
  }

  synchronized void add(RestoreJob job) {
    jobs.put(job.id(), job);
    while (jobs.size() > KEPT_JOBS) {
      jobs.remove(jobs.keySet().iterator().next());
    }
    save();
  }

  /// Oldest first.
  synchronized List<BackupSchedule> schedules() {
    return List.copyOf(schedules.values());
  }

  synchronized void put(BackupSchedule schedule) {
    schedules.put(schedule.id(), schedule);
    save();
  }

  /// @return whether it was there
  synchronized boolean removeSchedule(UUID id) {
    boolean removed = schedules.remove(id) != null;
    if (removed) {
      save();
    }
    return removed;
  }

  /// Notes on all copies of an index that it is gone, and ends its schedules.
  synchronized void sourceGone(UUID index, Instant when) {
    UnaryOperator<Origin> noted =
        origin ->
            origin.source().id().equals(index)
                ? new Origin(origin.kind(), origin.source(), origin.schedule(), Optional.of(when))
                : origin;
    Map<String, Origin> before = Map.copyOf(origins);
    origins.replaceAll((_, origin) -> noted.apply(origin));
    boolean ended = schedules.values().removeIf(each -> each.index().equals(index));
    if (ended || !before.equals(origins)) {
      save();
    }
  }

  @GuardedBy("this")
  private void save() {
    Map<String, Object> copies = new LinkedHashMap<>();
    origins.forEach((id, origin) -> copies.put(id, origin.view()));
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("copies", copies);
    content.put("restore_jobs", jobs.values().stream().map(RestoreJob::view).toList());
    content.put("schedules", schedules.values().stream().map(BackupSchedule::view).toList());
    file.write(content);
  }
}
