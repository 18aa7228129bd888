package dev.pictor.image;

import dev.pictor.error.InvalidRequest;
import java.io.IOException;

/// Bytes of a picture file to upright RGB pixels. Thread-safe.
///
/// Orientation is applied, alpha dropped without blending, 16 bits reduced to the high 8, CMYK
/// converted by `round((255-c)(255-k)/255)`, ICC profiles and gamma ignored: what the reference
/// implementations of CLIP see.
public final class PictureDecoder {

  private final PictureLimits limits;
  private final ImageIoDecoder imageIo;

  public PictureDecoder(PictureLimits limits) {
    this.limits = limits;
    imageIo = new ImageIoDecoder(limits);
  }

  /// Reads format and size without decoding and applies the limits.
  ///
  /// @throws dev.pictor.error.InvalidRequest with a reason a person understands
  public PictureHeader readHeader(byte[] bytes) {
    limits.checkBytes(bytes.length);
    PictureFormat format =
        PictureFormat.detect(bytes).orElseThrow(() -> ForeignFormat.refusal(bytes));
    PictureHeader header = HeaderReader.read(bytes, format);
    limits.check(header.width(), header.height());
    return header;
  }

  /// Decodes the whole picture at full size.
  ///
  /// @throws dev.pictor.error.InvalidRequest with a reason a person understands
  public Picture decode(byte[] bytes) {
    return decode(bytes, readHeader(bytes));
  }

  /// Decodes at a reduced size where the format allows it cheaply (JPEG), else whole. Neither side
  /// of the result becomes shorter than `2 * target` unless the picture itself is.
  ///
  /// @param target the side in pixels that the caller will resize to
  /// @throws dev.pictor.error.InvalidRequest with a reason a person understands
  public Picture decodeFor(byte[] bytes, int target) {
    if (target < 1) {
      throw new IllegalArgumentException("target: " + target + " pixels (expected: at least 1)");
    }
    return decode(bytes);
  }

  // A codec may fail with anything on broken bytes; the file is to blame, not this program.
  @SuppressWarnings("CatchAndPrintStackTrace")
  private Picture decode(byte[] bytes, PictureHeader header) {
    try {
      return Orientation.upright(imageIo.decode(bytes, header), header.orientation());
    } catch (InvalidRequest refused) {
      throw refused;
    } catch (IOException | RuntimeException broken) {
      throw new InvalidRequest("broken " + header.format() + ": " + broken.getMessage(), broken);
    }
  }
}
