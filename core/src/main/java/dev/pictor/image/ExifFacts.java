package dev.pictor.image;

import java.time.LocalDateTime;
import java.util.Optional;

/// What a camera wrote into a picture; each fact may be missing.
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record ExifFacts(
    Optional<LocalDateTime> taken,
    Optional<String> cameraMake,
    Optional<String> cameraModel,
    Optional<GeoPoint> location) {

  /// Degrees, north and east positive.
  public record GeoPoint(double latitude, double longitude) {}

  public static ExifFacts none() {
    return new ExifFacts(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// Reads EXIF of any format that has it; damaged EXIF counts as none.
  public static ExifFacts read(byte[] picture) {
    throw new UnsupportedOperationException("being written " + picture.length);
  }
}
