package dev.pictor.library;

import dev.pictor.bulk.PictureItem;
import dev.pictor.clip.ImageEmbedding;
import dev.pictor.image.ExifFacts;
import dev.pictor.image.PictureHeader;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.metadata.MetadataValue.Numeric;
import dev.pictor.metadata.MetadataValue.Text;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The metadata that a library gives to each picture. `bytes`, `modified` and `sha256` are also its
/// memory of the file: kept with the vector, they can never tell of another picture.
final class PictureFields {

  static final String BYTES = "bytes";
  static final String FOLDER = "folder";
  static final String MODIFIED = "modified";
  static final String PATH = "path";
  static final String SHA256 = "sha256";

  /// When the picture was uploaded; only those that were have it.
  static final String UPLOADED = "uploaded";

  /// All names; a user's table has none of them.
  static final Set<String> NAMES = PictureItem.OWN_FIELDS;

  private PictureFields() {}

  static Metadata of(
      FoundFile file, String rootName, PictureHeader header, ExifFacts exif, String sha256) {
    Map<String, MetadataValue> fields = new LinkedHashMap<>();
    String folder = folderOf(file.id());
    fields.put("filename", new Text(file.name()));
    fields.put(PATH, new Text(file.id()));
    fields.put(FOLDER, new Text(folder));
    fields.put(
        "category",
        new Text(folder.isEmpty() ? rootName : folder.substring(folder.lastIndexOf('/') + 1)));
    fields.put("timestamp", new Text(timestamp(exif, file.modified())));
    fields.put(BYTES, new Numeric(file.bytes()));
    fields.put(SHA256, new Text(sha256));
    fields.put(MODIFIED, new Text(file.modified().toString()));
    putContent(fields, header, exif);
    return Metadata.copyOf(fields);
  }

  /// Those of a picture that lies in no folder.
  ///
  /// @param fileName may be empty
  static Metadata ofUpload(
      String fileName, byte[] picture, ImageEmbedding embedded, Instant uploaded) {
    ExifFacts exif = ExifFacts.read(picture);
    Map<String, MetadataValue> fields = new LinkedHashMap<>();
    if (!fileName.isEmpty()) {
      fields.put("filename", new Text(fileName));
    }
    fields.put("timestamp", new Text(timestamp(exif, uploaded)));
    fields.put(BYTES, new Numeric(picture.length));
    fields.put(SHA256, new Text(embedded.sha256()));
    fields.put(UPLOADED, new Text(uploaded.toString()));
    putContent(fields, embedded.header(), exif);
    return Metadata.copyOf(fields);
  }

  /// Those of a picture from the web that is not kept: nobody knows when it was made, unless it
  /// says so itself.
  ///
  /// @param fileName may be empty
  static Metadata ofAddress(String fileName, byte[] picture, ImageEmbedding embedded) {
    ExifFacts exif = ExifFacts.read(picture);
    Map<String, MetadataValue> fields = new LinkedHashMap<>();
    if (!fileName.isEmpty()) {
      fields.put("filename", new Text(fileName));
    }
    exif.taken().ifPresent(taken -> fields.put("timestamp", new Text(text(taken))));
    fields.put(BYTES, new Numeric(picture.length));
    fields.put(SHA256, new Text(embedded.sha256()));
    putContent(fields, embedded.header(), exif);
    return Metadata.copyOf(fields);
  }

  private static void putContent(
      Map<String, MetadataValue> fields, PictureHeader header, ExifFacts exif) {
    fields.put("width", new Numeric(header.width()));
    fields.put("height", new Numeric(header.height()));
    fields.put("format", new Text(header.format().name().toLowerCase(Locale.ROOT)));
    exif.camera().ifPresent(camera -> fields.put("camera", new Text(camera)));
    exif.location()
        .ifPresent(
            point -> {
              fields.put("latitude", new Numeric(point.latitude()));
              fields.put("longitude", new Numeric(point.longitude()));
            });
  }

  private static String folderOf(String id) {
    int slash = id.lastIndexOf('/');
    return slash < 0 ? "" : id.substring(0, slash);
  }

  private static String timestamp(ExifFacts exif, Instant modified) {
    return text(
        exif.taken().orElseGet(() -> LocalDateTime.ofInstant(modified, ZoneId.systemDefault())));
  }

  private static String text(LocalDateTime time) {
    return time.truncatedTo(ChronoUnit.SECONDS).format(DateTimeFormatter.ISO_LOCAL_DATE_TIME);
  }
}
