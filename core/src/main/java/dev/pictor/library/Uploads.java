package dev.pictor.library;

import dev.pictor.clip.ImageEmbedding;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.Conflict;
import dev.pictor.error.NotFound;
import dev.pictor.metadata.Metadata;
import dev.pictor.store.VectorRecord;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Pictures that clients have sent, beside those of a library's folders. Runs over the folders
/// leave them alone. Thread-safe.
public final class Uploads {

  private static final int ID_DIGITS = 16;

  private final UploadedFiles files;
  private final VectorCollection collection;

  Uploads(UploadedFiles files, VectorCollection collection) {
    this.files = files;
    this.collection = collection;
  }

  /// The id of a picture whose sender names none: the same for the same bytes.
  public static String idOf(ImageEmbedding picture) {
    return "upload-" + picture.sha256().substring(0, ID_DIGITS);
  }

  /// @throws dev.pictor.error.InvalidRequest naming the first of `fields` that is a library's own
  public static void requireFree(Collection<String> fields) {
    fields.forEach(ExtraColumns::requireFree);
  }

  /// Keeps a picture.
  ///
  /// @param id may be that of an uploaded picture, which is replaced then
  /// @param fileName as the client calls it; may be empty
  /// @param extra further fields, none of them a library's own
  /// @return the record, once file and record are durable
  /// @throws Conflict when `id` is that of a picture in a folder, or of another record
  public synchronized VectorRecord add(
      String id, String fileName, byte[] picture, ImageEmbedding embedded, Metadata extra) {
    requireFree(extra.fields().keySet());
    Optional<VectorRecord> former = find(id);
    if (former.filter(each -> !UploadedFiles.has(each.metadata())).isPresent()) {
      throw new Conflict(
          "id: %s (expected: one that no other record has, collection: %s). Choose another id."
              .formatted(id, collection.name()));
    }
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Metadata fields = PictureFields.ofUpload(fileName, picture, embedded, now).merge(extra);
    VectorRecord record = new VectorRecord(id, embedded.embedding().vector(), fields);
    files.store(embedded.sha256(), picture);
    collection.defaultNamespace().upsert(List.of(record));
    former.ifPresent(this::deleteUnused);
    return record;
  }

  /// Takes back an uploaded picture that was removed.
  ///
  /// @param record as it was
  /// @param picture the bytes of its file
  /// @throws Conflict when there is a record under its id
  public synchronized void restore(VectorRecord record, byte[] picture) {
    if (find(record.id()).isPresent()) {
      throw new Conflict(
          "id: %s (expected: one that no other record has, collection: %s). Rename or remove the other one."
              .formatted(record.id(), collection.name()));
    }
    files.store(PictureIntake.sha256(picture), picture);
    collection.defaultNamespace().upsert(List.of(record));
  }

  /// Whether a record is of an uploaded picture.
  public static boolean holds(Metadata metadata) {
    return UploadedFiles.has(metadata);
  }

  /// Deletes an uploaded picture, or a record that mirrors no file of a folder.
  ///
  /// @throws NotFound when there is none
  /// @throws Conflict when it lies in a folder, from which it would come back
  public synchronized void remove(String id) {
    VectorRecord record =
        find(id)
            .orElseThrow(
                () ->
                    new NotFound(
                        "picture: %s (expected: the id of a picture in collection %s)"
                            .formatted(id, collection.name())));
    if (ReleasedRecords.isOfFolder(record)) {
      throw new Conflict(
          "id: %s lies in a folder (expected: an uploaded picture). Delete the file there, or exclude it."
              .formatted(id));
    }
    int _ = collection.defaultNamespace().delete(List.of(id));
    deleteUnused(record);
  }

  private Optional<VectorRecord> find(String id) {
    return collection.defaultNamespace().fetch(List.of(id)).stream().findFirst();
  }

  /// The file of a record that is gone goes too, unless another one may have the same bytes.
  private void deleteUnused(VectorRecord gone) {
    Optional<String> sha256 = sha256(gone);
    if (sha256.isPresent()
        && collection.spec().schema().indexes(PictureFields.SHA256)
        && KnownPictures.withDigest(collection.defaultNamespace(), sha256.get()).isEmpty()) {
      files.delete(sha256.get());
    }
  }

  Optional<Path> file(VectorRecord record) {
    return sha256(record).map(files::file);
  }

  private static Optional<String> sha256(VectorRecord record) {
    return IndexedPictures.sha256(record.id(), record.metadata())
        .filter(_ -> UploadedFiles.has(record.metadata()));
  }
}
