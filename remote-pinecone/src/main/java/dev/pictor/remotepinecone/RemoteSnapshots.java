package dev.pictor.remotepinecone;

import dev.pictor.error.Conflict;
import dev.pictor.error.CorruptStore;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.ServiceException;
import dev.pictor.error.Unavailable;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.Snapshot;
import dev.pictor.store.Snapshots;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.openapitools.db_control.client.model.IndexModel;

/// Snapshots that are backups of the service. Thread-safe.
///
/// Pinecone takes minutes to hours for a backup or a restore, by the number of records, and holds
/// what was written until some minutes before. Whoever asks for one waits for it.
final class RemoteSnapshots implements Snapshots {

  private static final System.Logger LOG = System.getLogger(RemoteSnapshots.class.getName());
  private static final Duration MOST = Duration.ofHours(6);

  private final PineconeStore store;
  private final ControlPlane indexes;
  private final BackupPlane backups;
  private final ControlChannel channel;

  RemoteSnapshots(PineconeStore store, ControlPlane indexes, ControlChannel channel) {
    this.store = store;
    this.indexes = indexes;
    this.backups = new BackupPlane(channel);
    this.channel = channel;
  }

  private URI service() {
    return channel.address();
  }

  private Snapshot read(RemoteBackup backup) {
    return backup.snapshot(name -> store.known(name).map(RemoteCollection::spec));
  }

  @Override
  public Snapshot create(String collection, String name, String description) {
    WireText.require("name", name);
    WireText.require("description", description);
    RemoteBackup begun = begin(collection, name, description);
    return read(finished(begun) ? begun : awaited(begun, collection));
  }

  private RemoteBackup begin(String collection, String name, String description) {
    try {
      return backups.create(collection, name, description);
    } catch (NotFound e) {
      if (indexes.describe(collection).isPresent()) {
        throw new InvalidRequest(
            "snapshot of collection: %s cannot be made: the service makes no backups (expected: one that does, service: %s). Copy the collection to another store: pictor copy"
                .formatted(collection, service()),
            e);
      }
      throw store.unknown(collection);
    } catch (InvalidRequest e) {
      throw new InvalidRequest(
          "snapshot of collection: %s is refused: %s (expected: a serverless index, name and description as the service takes them, service: %s). Copy the collection to another store: pictor copy"
              .formatted(collection, e.reason(), service()),
          e);
    }
  }

  private RemoteBackup awaited(RemoteBackup begun, String collection) {
    return channel.await(
        "snapshot: %s of collection: %s is not finished".formatted(begun.id(), collection),
        MOST,
        () -> Optional.of(existing(begun.id())).filter(this::finished));
  }

  /// @throws Unavailable when it never will be
  private boolean finished(RemoteBackup backup) {
    if (backup.isFailed()) {
      throw new Unavailable(
          "snapshot: %s failed at the service (expected: status Ready, service: %s). Delete it and make another."
              .formatted(backup.id(), service()));
    }
    return backup.isReady();
  }

  private RemoteBackup existing(String id) {
    return backups.describe(id).orElseThrow(() -> unknown(id));
  }

  private NotFound unknown(String id) {
    return new NotFound(
        "snapshot: %s (expected: the id of one that exists, service: %s)".formatted(id, service()));
  }

  @Override
  public List<Snapshot> list() {
    List<Snapshot> all = new ArrayList<>();
    for (RemoteBackup each : backups.list()) {
      if (isOver(each)) {
        try {
          all.add(read(each));
        } catch (CorruptStore e) {
          LOG.log(System.Logger.Level.DEBUG, e.reason());
        }
      }
    }
    all.sort(Comparator.comparing(Snapshot::created));
    return List.copyOf(all);
  }

  /// Neither being made nor being deleted.
  private static boolean isOver(RemoteBackup backup) {
    return backup.isReady() || backup.isFailed();
  }

  @Override
  public Optional<Snapshot> find(String id) {
    return backups.describe(id).filter(RemoteSnapshots::isOver).map(this::read);
  }

  @Override
  public void delete(String id) {
    try {
      backups.delete(id);
    } catch (NotFound e) {
      throw unknown(id);
    }
  }

  @Override
  public CollectionStore restore(String id, String collection) {
    RemoteBackup backup = existing(id);
    if (!isOver(backup)) {
      throw unknown(id);
    }
    CollectionSpec _ = read(backup).source().withName(collection);
    if (backup.isFailed()) {
      throw new CorruptStore(
          "snapshot: %s failed at the service (expected: one that is ready, service: %s). Restore another, and delete it."
              .formatted(id, service()));
    }
    String job = begin(backup, collection);
    return store.restored(awaited(job, id, collection));
  }

  private String begin(RemoteBackup backup, String collection) {
    try {
      return backups.restore(backup.id(), collection, backup.tags());
    } catch (NotFound e) {
      throw unknown(backup.id());
    } catch (Conflict e) {
      throw new Conflict(
          "collection: %s cannot be restored: %s (expected: a new name, service: %s)"
              .formatted(collection, e.reason(), service()),
          e);
    }
  }

  private IndexModel awaited(String job, String id, String collection) {
    String status =
        channel.await(
            "restore of snapshot: %s into collection: %s is not finished".formatted(id, collection),
            MOST,
            () -> ended(job));
    if (status.equals("Failed")) {
      removeFailed(collection);
      throw new Unavailable(
          "restore of snapshot: %s into collection: %s failed at the service (expected: status Completed, job: %s, service: %s). Try again later."
              .formatted(id, collection, job, service()));
    }
    return indexes.ready(collection, MOST);
  }

  /// Whether the job has come to an end, well or not; one that nobody remembers has.
  private Optional<String> ended(String job) {
    Optional<String> status = job.isEmpty() ? Optional.empty() : backups.restoreStatus(job);
    return Optional.of(status.orElse("Completed"))
        .filter(each -> each.equals("Completed") || each.equals("Failed"));
  }

  /// So that nobody takes a part for the whole.
  private void removeFailed(String collection) {
    try {
      indexes.delete(collection);
    } catch (NotFound e) {
      // The service has done so.
    } catch (ServiceException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "part of a restore is left collection=%s reason=%s".formatted(collection, e.reason()));
    }
  }
}
