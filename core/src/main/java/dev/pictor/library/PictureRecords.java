package dev.pictor.library;

import dev.pictor.bulk.EntryNames;
import dev.pictor.clip.Embedder;
import dev.pictor.clip.ImageEmbedding;
import dev.pictor.error.InvalidRequest;
import dev.pictor.image.ExifFacts;
import dev.pictor.image.PictureFormat;
import dev.pictor.image.PictureLimits;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.store.VectorRecord;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;

/// The records of pictures as a library makes them, for those who keep none: the same vector, the
/// same metadata. Thread-safe; callers wait.
public final class PictureRecords {

  private final Embedder embedder;
  private final PictureLimits limits;

  public PictureRecords(Embedder embedder, PictureLimits limits) {
    this.embedder = embedder;
    this.limits = limits;
  }

  public Embedder embedder() {
    return embedder;
  }

  /// The most bytes that a picture may have.
  public long mostBytes() {
    return limits.maxBytes();
  }

  /// Whether content is a picture's by its first bytes.
  public static boolean isPicture(byte[] picture) {
    return PictureFormat.detect(head(picture)).isPresent();
  }

  private static byte[] head(byte[] picture) {
    return Arrays.copyOf(picture, Math.min(picture.length, PictureReader.HEAD_BYTES));
  }

  /// The record of a file.
  ///
  /// @param id its path below the folder of a library
  /// @param root the name of that folder
  /// @param modified when its bytes became what they are
  /// @param extra further fields
  /// @throws InvalidRequest when it is no picture that is read
  /// @throws dev.pictor.error.Overloaded when the model has too much to do
  public VectorRecord ofFile(
      String id, String root, byte[] picture, Instant modified, Metadata extra) {
    FoundFile file = new FoundFile(id, Path.of(""), picture.length, modified);
    ImageEmbedding embedded = embed(id, picture);
    Metadata fields =
        PictureFields.of(
            file,
            EntryNames.normalized(root),
            embedded.header(),
            ExifFacts.read(picture),
            embedded.sha256());
    return record(id, embedded, fields, extra);
  }

  /// The record of a picture from the web.
  ///
  /// @param address of it
  /// @throws InvalidRequest when it is no picture that is read
  /// @throws dev.pictor.error.Overloaded when the model has too much to do
  public VectorRecord ofAddress(String id, String address, byte[] picture, Metadata extra) {
    ImageEmbedding embedded = embed(EntryNames.lastOf(address), picture);
    String fileName = EntryNames.lastOf(address.replaceFirst("[?#].*", ""));
    return record(id, embedded, PictureFields.ofAddress(fileName, picture, embedded), extra);
  }

  private VectorRecord record(String id, ImageEmbedding embedded, Metadata own, Metadata extra) {
    Metadata fields = MetadataParser.requireSize(own.merge(extra).merge(own));
    return new VectorRecord(id, embedded.embedding().vector(), fields);
  }

  private ImageEmbedding embed(String id, byte[] picture) {
    PictureIntake.requireShortId(id);
    limits.checkBytes(picture.length);
    PictureReader.requirePicture(EntryNames.lastOf(id), head(picture));
    return embedder.image(picture);
  }
}
