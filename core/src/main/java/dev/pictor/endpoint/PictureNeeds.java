package dev.pictor.endpoint;

import dev.pictor.image.EncodedPicture;
import dev.pictor.image.Picture;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureFormat;
import dev.pictor.image.PictureHeader;
import dev.pictor.image.Resampler;
import java.util.EnumSet;
import java.util.Set;

/// Which files a service reads as they are. Others are sent as PNG, which loses nothing but what a
/// model does not see: pixels beyond several times its own size.
///
/// @param formats read there
/// @param turns whether it turns pictures upright as their EXIF says
/// @param mostBytes of a file
record PictureNeeds(Set<PictureFormat> formats, boolean turns, long mostBytes) {

  private static final int SIDE = 1024;
  private static final int LONGEST_SIDE = 8 * SIDE;
  private static final int MOST_BYTES = 16 << 20;

  PictureNeeds {
    formats = Set.copyOf(formats);
  }

  /// Of services that decode as Pictor does.
  static PictureNeeds all() {
    return new PictureNeeds(EnumSet.allOf(PictureFormat.class), true, MOST_BYTES);
  }

  /// Of those that open files with Pillow and look no further.
  static PictureNeeds common() {
    return new PictureNeeds(
        Set.of(PictureFormat.JPEG, PictureFormat.PNG, PictureFormat.WEBP), false, MOST_BYTES);
  }

  /// @throws dev.pictor.error.InvalidRequest when it must be decoded and cannot be
  byte[] fit(byte[] picture, PictureDecoder decoder) {
    PictureHeader header = decoder.readHeader(picture);
    if (formats.contains(header.format())
        && (turns || header.orientation() == 1)
        && picture.length <= mostBytes) {
      return picture;
    }
    double scale =
        Math.min(
            1,
            Math.min(
                (double) SIDE / Math.min(header.width(), header.height()),
                (double) LONGEST_SIDE / Math.max(header.width(), header.height())));
    int width = Math.max(1, (int) Math.round(header.width() * scale));
    int height = Math.max(1, (int) Math.round(header.height() * scale));
    Picture decoded = decoder.decodeFor(picture, Math.min(width, height));
    return EncodedPicture.png(Resampler.squash(decoded, width, height));
  }
}
