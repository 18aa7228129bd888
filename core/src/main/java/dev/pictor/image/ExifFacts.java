package dev.pictor.image;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifSubIFDDirectory;
import com.drew.metadata.exif.GpsDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What a camera wrote into a picture; each fact may be missing.
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record ExifFacts(
    Optional<LocalDateTime> taken,
    Optional<String> cameraMake,
    Optional<String> cameraModel,
    Optional<GeoPoint> location) {

  /// Degrees, north and east positive.
  public record GeoPoint(double latitude, double longitude) {

    /// On the globe, and not the 0°, 0° that cameras without a fix write.
    boolean plausible() {
      return Math.abs(latitude) <= 90
          && Math.abs(longitude) <= 180
          && (latitude != 0 || longitude != 0);
    }
  }

  private static final int TIME_LENGTH = "2026:01:31 23:59:59".length();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu:MM:dd HH:mm:ss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  public static ExifFacts none() {
    return new ExifFacts(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// Make and model, without saying the make twice (`Canon`, `Canon EOS 5D`).
  public Optional<String> camera() {
    String make = cameraMake.orElse("").strip();
    String model = cameraModel.orElse("").strip();
    boolean repeated = model.toLowerCase(Locale.ROOT).startsWith(make.toLowerCase(Locale.ROOT));
    String camera = repeated ? model : (make + " " + model).strip();
    return camera.isEmpty() ? Optional.empty() : Optional.of(camera);
  }

  /// Reads EXIF of any format that has it; damaged EXIF counts as none.
  public static ExifFacts read(byte[] picture) {
    if (PictureFormat.detect(picture).isEmpty()) {
      return none();
    }
    try {
      return of(ImageMetadataReader.readMetadata(new ByteArrayInputStream(picture)));
    } catch (ImageProcessingException | IOException | RuntimeException damaged) {
      return none();
    }
  }

  private static ExifFacts of(Metadata metadata) {
    return new ExifFacts(
        text(metadata, ExifSubIFDDirectory.class, ExifDirectoryBase.TAG_DATETIME_ORIGINAL)
            .flatMap(ExifFacts::time)
            .or(
                () ->
                    text(
                            metadata,
                            ExifSubIFDDirectory.class,
                            ExifDirectoryBase.TAG_DATETIME_DIGITIZED)
                        .flatMap(ExifFacts::time)),
        text(metadata, ExifIFD0Directory.class, ExifDirectoryBase.TAG_MAKE),
        text(metadata, ExifIFD0Directory.class, ExifDirectoryBase.TAG_MODEL),
        location(metadata));
  }

  private static Optional<String> text(
      Metadata metadata, Class<? extends Directory> kind, int tag) {
    return metadata.getDirectoriesOfType(kind).stream()
        .flatMap(directory -> Stream.ofNullable(directory.getString(tag)))
        // Cameras fill fixed fields with blanks and zeros.
        .map(value -> value.replace('\0', ' ').strip())
        .filter(value -> !value.isEmpty())
        .findFirst();
  }

  private static Optional<LocalDateTime> time(String value) {
    try {
      String plain = value.length() > TIME_LENGTH ? value.substring(0, TIME_LENGTH) : value;
      return Optional.of(LocalDateTime.parse(plain, TIME));
    } catch (DateTimeParseException nonsense) {
      return Optional.empty();
    }
  }

  private static Optional<GeoPoint> location(Metadata metadata) {
    return metadata.getDirectoriesOfType(GpsDirectory.class).stream()
        .flatMap(directory -> Stream.ofNullable(directory.getGeoLocation()))
        .map(place -> new GeoPoint(place.getLatitude(), place.getLongitude()))
        .filter(GeoPoint::plausible)
        .findFirst();
  }
}
