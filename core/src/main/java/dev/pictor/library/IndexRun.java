package dev.pictor.library;

import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.Failure;
import dev.pictor.error.NotFound;
import dev.pictor.error.ServiceException;
import dev.pictor.error.Unavailable;
import dev.pictor.library.IndexProgress.Phase;
import dev.pictor.metadata.Metadata;
import dev.pictor.store.VectorRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// One run over the folders: scan, read and encode what is new, remove what is gone.
///
/// The calling thread scans and writes the groups of finished records; [PictureFlow] reads and
/// encodes beside it from the first file that is found. All that counts is in the records
/// themselves, so that a run can end anywhere.
final class IndexRun {

  /// Where a run looks, and what it passes over there.
  record Looks(Places places, Exclusions exclusions) {}

  /// How a pending change is counted once it is durable.
  private enum Kind {
    ENCODED,
    KEPT,
    TOUCHED
  }

  private static final long POLL_MILLIS = 50;
  private static final long GRACE_NANOS = Duration.ofMillis(500).toNanos();
  private static final long SAVE_NANOS = Duration.ofSeconds(2).toNanos();

  private final PictureIntake.Tools tools;
  private final Places places;
  private final Exclusions exclusions;
  private final ExtraColumns extras;
  private final FailureList failures;
  private final LibraryConfig config;
  private final ProgressMeter meter;
  private final RecordGroup group;
  private final Map<String, Kind> pending = new HashMap<>();
  private final Set<String> refusedByCollection = new HashSet<>();

  private volatile boolean stopping;
  private boolean callerInterrupted;
  private Optional<RuntimeException> aborted = Optional.empty();
  private long savedAt = System.nanoTime();

  IndexRun(
      PictureIntake.Tools tools,
      Looks looks,
      ExtraColumns extras,
      FailureList failures,
      LibraryConfig config,
      Consumer<IndexProgress> listener) {
    this.tools = tools;
    this.places = looks.places();
    this.exclusions = looks.exclusions();
    this.extras = extras;
    this.failures = failures;
    this.config = config;
    this.meter = new ProgressMeter(listener);
    this.group = new RecordGroup(tools.records(), config, this::invalid);
  }

  IndexProgress progress() {
    return meter.last();
  }

  void interrupt() {
    stopping = true;
  }

  /// @param own folder of this program, passed over
  IndexProgress run(Path own) {
    boolean complete = false;
    try {
      KnownPictures known = KnownPictures.load(tools.records(), extras, places);
      ScanPlan plan = index(own, known);
      if (aborted.isPresent()) {
        throw aborted.get();
      }
      complete = !stopping;
      if (complete) {
        removeGone(plan);
        failures.keepOnly(id -> plan.stillFails(id) || refusedByCollection.contains(id));
      }
    } finally {
      try {
        failures.save();
      } finally {
        meter.enter(complete ? Phase.FINISHED : Phase.INTERRUPTED);
        if (callerInterrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
    return meter.last();
  }

  private ScanPlan index(Path own, KnownPictures known) {
    try (PictureFlow flow = new PictureFlow(new PictureIntake(tools, extras, known), config)) {
      ScanPlan plan = new ScanPlan(places, known, failures, tools.reader(), meter, flow::offer);
      scan(own, plan, known, flow);
      flow.complete();
      meter.enter(Phase.INDEXING);
      updateExtras(plan, known);
      drain(flow, plan, known);
      return plan;
    } finally {
      flush();
    }
  }

  private void scan(Path own, ScanPlan plan, KnownPictures known, PictureFlow flow) {
    FolderScanner scanner =
        new FolderScanner(
            own,
            exclusions,
            event -> {
              plan.accept(event);
              handleFinished(flow, plan, known);
            },
            () -> stopping);
    if (!places.whole()) {
      places.list().forEach(scanner::scan);
      return;
    }
    List<LibraryRoots.Root> roots = tools.roots().list();
    roots.forEach(scanner::scan);
    for (ScanEvent.RootWithout lost : plan.withoutRoot()) {
      long kept = known.countBelow(lost.root().prefix());
      boolean newAndEmpty = kept == 0 && lost.empty();
      if (newAndEmpty) {
        continue;
      }
      if (plan.withoutRoot().size() == roots.size()) {
        throw lostRoot(lost, kept);
      }
      ServiceException why = lostRoot(lost, kept);
      plan.fail(FailedFile.unseen(lost.root().prefix(), Failure.of(why)), true);
      meter.found++;
    }
  }

  private static ServiceException lostRoot(ScanEvent.RootWithout lost, long kept) {
    String what = "photos: %s %s".formatted(lost.root().folder(), lost.reason());
    Diagnosis diagnosis =
        Diagnosis.of(ErrorCode.FOLDER_MISSING).with("folder", lost.root().folder().toString());
    return kept == 0
        ? new NotFound(diagnosis, what + " (expected: a folder with pictures)")
        : new Unavailable(
            diagnosis,
            "%s, but %d pictures of it are known. None was removed: is its disk mounted? If they are gone for good, delete the collection."
                .formatted(what, kept));
  }

  private void handleFinished(PictureFlow flow, ScanPlan plan, KnownPictures known) {
    Optional<Outcome> finished = poll(flow, 0);
    while (finished.isPresent()) {
      handle(finished.get(), plan, known);
      finished = poll(flow, 0);
    }
    flushIfDue();
  }

  private void updateExtras(ScanPlan plan, KnownPictures known) {
    for (String id : plan.outdatedExtras()) {
      if (!stopping) {
        touch(id, extras.of(id), known);
        flushIfDue();
      }
    }
  }

  private void drain(PictureFlow flow, ScanPlan plan, KnownPictures known) {
    long graceEnds = Long.MAX_VALUE;
    while (!flow.isDrained()) {
      poll(flow, POLL_MILLIS).ifPresent(outcome -> handle(outcome, plan, known));
      flushIfDue();
      meter.tell();
      if (stopping && graceEnds == Long.MAX_VALUE) {
        flow.stopFeeding();
        graceEnds = System.nanoTime() + GRACE_NANOS;
      }
      if (stopping && System.nanoTime() >= graceEnds) {
        break;
      }
    }
  }

  /// The thread's interrupt becomes an interrupt of the run, and is kept away from the store, whose
  /// files it would close.
  private Optional<Outcome> poll(PictureFlow flow, long millis) {
    try {
      return flow.poll(millis);
    } catch (InterruptedException stop) {
      callerInterrupted = true;
      stopping = true;
      return Optional.empty();
    }
  }

  private void handle(Outcome outcome, ScanPlan plan, KnownPictures known) {
    switch (outcome) {
      case Outcome.Encoded(var record) -> {
        pending.put(record.id(), Kind.ENCODED);
        group.upsert(record);
      }
      case Outcome.Kept(var record) -> {
        pending.put(record.id(), Kind.KEPT);
        group.upsert(record);
      }
      case Outcome.Touched(String id, var changes) -> touch(id, changes, known);
      case Outcome.Refused(FailedFile file) -> {
        plan.fail(file, false);
        if (known.get(file.id()).isPresent()) {
          group.delete(file.id());
        }
      }
      case Outcome.Unread(FailedFile file) -> {
        if (!stopping) {
          plan.fail(file, true);
        }
      }
      case Outcome.Vanished(String id) -> plan.vanished(id);
      case Outcome.Aborted(RuntimeException cause) -> {
        if (!stopping) {
          aborted = Optional.of(cause);
          stopping = true;
        }
      }
    }
  }

  /// A merge cannot take fields away; then the record is written anew.
  private void touch(String id, Metadata changes, KnownPictures known) {
    pending.put(id, Kind.TOUCHED);
    if (known.get(id).filter(KnownPictures.Known::extrasGone).isEmpty()) {
      group.merge(id, changes);
      return;
    }
    for (VectorRecord record : tools.records().fetch(List.of(id))) {
      Metadata kept = extras.without(record.metadata()).merge(changes);
      group.upsert(new VectorRecord(id, record.vector(), kept));
    }
  }

  private void invalid(RecordGroup.InvalidRecord invalid) {
    pending.remove(invalid.id());
    refusedByCollection.add(invalid.id());
    meter.failed++;
    Failure why = Failure.of(ErrorCode.INVALID_REQUEST, invalid.reason());
    failures.put(FailedFile.unseen(invalid.id(), why), true);
  }

  private void flushIfDue() {
    if (group.isDue()) {
      flush();
    }
  }

  private void flush() {
    meter.removed += group.flush();
    pending.forEach(
        (id, kind) -> {
          failures.remove(id);
          switch (kind) {
            case ENCODED -> meter.indexed++;
            case KEPT -> meter.moved++;
            case TOUCHED -> meter.unchanged++;
          }
        });
    pending.clear();
    if (System.nanoTime() - savedAt >= SAVE_NANOS) {
      failures.save();
      savedAt = System.nanoTime();
    }
  }

  /// A disk that was unmounted during the scan leaves an empty folder behind.
  private void removeGone(ScanPlan plan) {
    tools.roots().list().stream()
        .filter(root -> !Places.holdsAnything(root.folder()))
        .forEach(root -> plan.accept(new ScanEvent.Passed(root.prefix())));
    List<String> gone = plan.gone();
    for (int from = 0; from < gone.size(); from += config.groupSize()) {
      List<String> some = gone.subList(from, Math.min(gone.size(), from + config.groupSize()));
      meter.removed += tools.records().delete(some);
      meter.tell();
    }
  }
}
