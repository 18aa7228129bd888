package dev.pictor.library;

import dev.pictor.bulk.PictureNames;
import dev.pictor.image.PictureFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Sorts what a scan meets into what needs work and what does not. Belongs to the thread of a run.
final class ScanPlan {

  private final Places places;
  private final KnownPictures known;
  private final FailureList failures;
  private final PictureReader reader;
  private final ProgressMeter meter;

  private final Consumer<FoundFile> work;
  private final List<String> outdatedExtras = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private final Set<String> failing = new HashSet<>();
  private final List<String> unseenPrefixes = new ArrayList<>();
  private final List<ScanEvent.RootWithout> withoutRoot = new ArrayList<>();

  /// @param work takes the files to read, in the order of the scan
  ScanPlan(
      Places places,
      KnownPictures known,
      FailureList failures,
      PictureReader reader,
      ProgressMeter meter,
      Consumer<FoundFile> work) {
    this.places = places;
    this.known = known;
    this.failures = failures;
    this.reader = reader;
    this.meter = meter;
    this.work = work;
  }

  void accept(ScanEvent event) {
    switch (event) {
      case ScanEvent.File(FoundFile file) -> sort(file);
      case ScanEvent.Unusable(FailedFile failure) -> {
        seen.add(failure.id());
        fail(failure, true);
        meter.found++;
      }
      case ScanEvent.Unlisted(String prefix, FailedFile failure) -> {
        unseenPrefixes.add(prefix);
        fail(failure, true);
        meter.found++;
      }
      case ScanEvent.Passed(String prefix) -> unseenPrefixes.add(prefix);
      case ScanEvent.RootWithout lost -> {
        unseenPrefixes.add(lost.root().prefix());
        withoutRoot.add(lost);
      }
    }
    meter.tell();
  }

  private void sort(FoundFile file) {
    KnownPictures.Known before = known.get(file.id()).orElse(null);
    if (before != null && before.sameFile(file)) {
      seen.add(file.id());
      meter.found++;
      if (before.extrasCurrent()) {
        meter.unchanged++;
      } else {
        outdatedExtras.add(file.id());
      }
    } else if (failures.isRefused(file)) {
      failing.add(file.id());
      meter.found++;
      meter.failed++;
    } else if (PictureNames.looksLikePicture(file.id()) || isPicture(file, before != null)) {
      seen.add(file.id());
      meter.found++;
      work.accept(file);
    }
  }

  /// @param unsure the answer when the file cannot be read: then it is tried again and told about
  private boolean isPicture(FoundFile file, boolean unsure) {
    try {
      return PictureFormat.detect(reader.head(file.path())).isPresent();
    } catch (IOException unread) {
      return unsure;
    }
  }

  void fail(FailedFile failure, boolean again) {
    failing.add(failure.id());
    failures.put(failure, again);
    meter.failed++;
  }

  void vanished(String id) {
    seen.remove(id);
    failures.remove(id);
    meter.found--;
  }

  /// Unchanged pictures whose values from the user's table are not the present ones.
  List<String> outdatedExtras() {
    return outdatedExtras;
  }

  List<ScanEvent.RootWithout> withoutRoot() {
    return withoutRoot;
  }

  /// Records whose file is certainly not there any more.
  List<String> gone() {
    return known.ids().stream()
        .filter(id -> !seen.contains(id) && isSeenPlace(id))
        .collect(Collectors.toList());
  }

  /// Whether a failure of an earlier run is still one, as far as this run can tell.
  boolean stillFails(String id) {
    return failing.contains(id) || !isSeenPlace(id);
  }

  private boolean isSeenPlace(String id) {
    return places.hold(id) && unseenPrefixes.stream().noneMatch(id::startsWith);
  }
}
