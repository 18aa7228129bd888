package dev.pictor.api;

import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.VectorCollection;
import dev.pictor.duplicates.DuplicateRemoval;
import dev.pictor.duplicates.DuplicateReview;
import dev.pictor.duplicates.DuplicateScan;
import dev.pictor.duplicates.Pictures;
import dev.pictor.duplicates.ScanProgress;
import dev.pictor.duplicates.Trash;
import dev.pictor.library.PhotoLibrary;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// The duplicates of each collection, and the trash of all. Thread-safe.
public final class Duplicates {

  /// What belongs to one collection, whichever model it has.
  record Of(String name, Pictures pictures, DuplicateReview review, DuplicateRemoval removal) {}

  private static final String FOLDER = "duplicates";

  private final CollectionCatalog catalog;
  private final Libraries libraries;
  private final Trash trash;
  private final Map<String, Of> known = new ConcurrentHashMap<>();

  public Duplicates(CollectionCatalog catalog, Libraries libraries, Trash trash) {
    this.catalog = catalog;
    this.libraries = libraries;
    this.trash = trash;
  }

  Trash trash() {
    return trash;
  }

  /// @throws dev.pictor.error.NotFound when there is no such collection, or it has no library
  Of of(String name) {
    VectorCollection _ = catalog.get(name);
    PhotoLibrary _ = libraries.get(name);
    return known.computeIfAbsent(name, this::open);
  }

  private Of open(String name) {
    Pictures pictures = Pictures.of(() -> libraries.get(name));
    DuplicateReview review = DuplicateReview.open(libraries.stateFolder(name).resolve(FOLDER));
    return new Of(
        name,
        pictures,
        review,
        new DuplicateRemoval(() -> catalog.get(name), pictures, review, trash));
  }

  /// A search as a job.
  JobTask search(String name) {
    Of of = of(name);
    DuplicateScan scan =
        new DuplicateScan(catalog.get(name), of.pictures(), libraries.decoder(), of.review());
    return new JobTask() {
      @Override
      public Job.Work run(Consumer<Job.Work> listener) {
        ScanProgress last =
            scan.run(progress -> listener.accept(new Job.Work.FindingDuplicates(progress)));
        return new Job.Work.FindingDuplicates(last);
      }

      @Override
      public void interrupt() {
        scan.interrupt();
      }
    };
  }

  /// Ends what belongs to a collection that is gone. Its trash stays.
  public void forget(String name) {
    Of _ = known.remove(name);
  }
}
