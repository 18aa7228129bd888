package dev.pictor.duplicates;

import dev.pictor.collection.VectorCollection;
import dev.pictor.error.Conflict;
import dev.pictor.error.NotFound;
import dev.pictor.error.ServiceException;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.VectorRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Gives pictures and their records back from the trash. For one time.
record Restoration(VectorCollection collection, Pictures pictures, Trash trash) {

  /// Names whose vectors the collection has now; empty when nobody knows.
  static String model(VectorCollection collection) {
    return switch (collection.spec().model()) {
      case ModelBinding.Bound bound -> bound.fingerprint().hex();
      case ModelBinding.Unattested() -> "";
    };
  }

  /// @throws NotFound when an id names no entry; then nothing is moved
  RestoreResult restore(List<String> ids) {
    trash.lock().lock();
    try {
      List<TrashEntry> restored = new ArrayList<>();
      List<RestoreResult.Left> left = new ArrayList<>();
      for (TrashEntry entry : trash.some(collection.name(), ids)) {
        try {
          restore(entry);
          restored.add(entry);
        } catch (IOException failed) {
          left.add(new RestoreResult.Left(entry, RestoreResult.sentence(failed)));
        } catch (ServiceException refused) {
          left.add(new RestoreResult.Left(entry, refused.reason()));
        }
      }
      return new RestoreResult(restored, left);
    } finally {
      trash.lock().unlock();
    }
  }

  private void restore(TrashEntry entry) throws IOException {
    Path content = trash.content(entry);
    if (!Digests.sha256(content).equals(entry.sha256())) {
      throw new IOException("its bytes in the trash have changed");
    }
    Optional<VectorRecord> record =
        entry
            .record()
            .filter(each -> each.model().equals(model(collection)))
            .map(each -> new VectorRecord(entry.picture(), each.vector(), each.metadata()));
    if (entry.upload()) {
      pictures.restoreUpload(
          record.orElseThrow(
              () ->
                  new Conflict(
                      "id: %s has a vector of another model (expected: that of collection %s). Upload its file again: %s"
                          .formatted(entry.picture(), collection.name(), content))),
          Files.readAllBytes(content));
    } else {
      Path place = pictures.place(entry.picture());
      Files.createDirectories(place.resolveSibling(""));
      trash.moves().moveBack(content, place);
      record.ifPresent(each -> collection.defaultNamespace().upsert(List.of(each)));
    }
    trash.discard(entry);
  }
}
