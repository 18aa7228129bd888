package dev.pictor.bulk;

import java.io.Serializable;
import java.time.Instant;
import java.util.Set;

/// One picture to be embedded. Serializable, so that it can travel to the machine that embeds it.
///
/// @param location a path or URI of the file, the archive, or the picture's address
/// @param offset of its bytes in the archive
/// @param bytes how many they are; 0 where only reading tells it
/// @param modified of a member of an archive; a file tells its own when it is read
/// @param root the name of the folder in which the search began
/// @param sure whether what is no picture is an error, and not just another file
/// @param extra more metadata, a JSON object; empty for none
public record PictureItem(
    String id,
    Kind kind,
    String location,
    long offset,
    long bytes,
    Instant modified,
    String root,
    boolean sure,
    String extra)
    implements Serializable {

  /// Where its bytes are.
  public enum Kind {
    FILE,
    /// A part of an archive.
    MEMBER,
    /// Behind `http` or `https`.
    ADDRESS,
    /// Nowhere: what was found cannot be read, and `extra` says why.
    UNREADABLE
  }

  private static final long serialVersionUID = 1;

  /// The fields that every picture's record has or may have; no list has a column of these names.
  public static final Set<String> OWN_FIELDS =
      Set.of(
          "filename",
          "path",
          "folder",
          "category",
          "timestamp",
          "width",
          "height",
          "format",
          "bytes",
          "sha256",
          "modified",
          "uploaded",
          "camera",
          "latitude",
          "longitude");

  /// Something that cannot be read.
  public static PictureItem unreadable(String id, String reason) {
    return new PictureItem(id, Kind.UNREADABLE, "", 0, 0, Instant.EPOCH, "", true, reason);
  }

  /// A file below a folder.
  public static PictureItem file(String id, String location, long bytes, String root) {
    return new PictureItem(
        id,
        Kind.FILE,
        location,
        0,
        bytes,
        Instant.EPOCH,
        root,
        PictureNames.looksLikePicture(id),
        "");
  }
}
