package dev.pictor.library;

import dev.pictor.error.ErrorCode;
import dev.pictor.error.Failure;
import dev.pictor.error.InvalidRequest;
import dev.pictor.image.PictureLimits;
import dev.pictor.metadata.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The files behind the records of a library, for those who need pictures and no model.
/// Thread-safe.
public final class IndexedPictures {

  /// What could not be read, and why.
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Failure why;

    private Unreadable(Failure why) {
      super(why.sentence());
      this.why = why;
    }

    public Failure why() {
      return why;
    }
  }

  private final LibraryRoots roots;
  private final UploadedFiles uploads;
  private final PictureReader reader;

  private IndexedPictures(LibraryRoots roots, UploadedFiles uploads, PictureReader reader) {
    this.roots = roots;
    this.uploads = uploads;
    this.reader = reader;
  }

  /// @throws InvalidRequest when folders overlap
  public static IndexedPictures of(LibrarySpec spec, PictureLimits limits) {
    Duration pause = LibraryConfig.defaults().readRetryPause();
    return new IndexedPictures(
        LibraryRoots.of(spec.folders()),
        new UploadedFiles(spec.stateFolder()),
        new PictureReader(limits, pause, PictureReader::openFile));
  }

  /// Where the file of a record lies in the folders of its library, whether or not it is there.
  /// Empty when it lies in none of them.
  public static Optional<Path> place(List<Path> folders, String id, Metadata metadata) {
    return metadata
        .text(PictureFields.PATH)
        .filter(id::equals)
        .flatMap(LibraryRoots.of(folders)::resolve);
  }

  /// Whether a record is of a file, in a folder or uploaded.
  public static boolean has(Metadata metadata) {
    return metadata.text(PictureFields.PATH).isPresent() || UploadedFiles.has(metadata);
  }

  /// The SHA-256 of the file that a record was made of, in hexadecimal digits; empty for records
  /// that no library made.
  public static Optional<String> sha256(String id, Metadata metadata) {
    return metadata.text(PictureFields.PATH).filter(id::equals).isPresent()
            || UploadedFiles.has(metadata)
        ? metadata.text(PictureFields.SHA256).filter(each -> each.matches("[0-9a-f]{64}"))
        : Optional.empty();
  }

  /// How many bytes that file had; 0 when the record does not say.
  public static long bytes(Metadata metadata) {
    return metadata.number(PictureFields.BYTES).map(Double::longValue).orElse(0L);
  }

  /// The bytes of the file, which are those that the record was made of.
  ///
  /// @param sha256 of the record
  /// @throws Unreadable when the file is gone, cannot be read, or has other bytes now
  public byte[] read(String id, String sha256) throws Unreadable {
    byte[] bytes = readFile(id, sha256);
    if (!PictureIntake.sha256(bytes).equals(sha256)) {
      throw new Unreadable(
          Failure.of(
              ErrorCode.FILE_CHANGING,
              "it has changed since it was indexed; index the library first"));
    }
    return bytes;
  }

  /// An uploaded file of these bytes is as good as that in a folder.
  private byte[] readFile(String id, String sha256) throws Unreadable {
    Path file =
        Optional.of(uploads.file(sha256))
            .filter(Files::exists)
            .or(() -> roots.resolve(id))
            .orElseThrow(
                () ->
                    new Unreadable(
                        Failure.of(ErrorCode.FILE_GONE, "it lies in no folder of the library")));
    try {
      return reader.read(new FoundFile(id, file, 0, Instant.EPOCH)).bytes();
    } catch (IOException unread) {
      throw new Unreadable(FileFailures.of(unread));
    } catch (InvalidRequest refused) {
      throw new Unreadable(Failure.of(refused));
    }
  }
}
