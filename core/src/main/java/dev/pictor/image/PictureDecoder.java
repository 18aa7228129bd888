package dev.pictor.image;

import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.InvalidRequest;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;

/// Bytes of a picture file to upright RGB pixels. Thread-safe.
///
/// Orientation is applied, alpha dropped without blending, 16 bits reduced to the high 8, CMYK
/// converted by `round((255-c)(255-k)/255)`, ICC profiles and gamma ignored: what the reference
/// implementations of CLIP see.
public final class PictureDecoder {

  private final PictureLimits limits;
  private final ImageIoDecoder imageIo = new ImageIoDecoder();

  public PictureDecoder(PictureLimits limits) {
    this.limits = limits;
  }

  /// What this decoder refuses.
  public PictureLimits limits() {
    return limits;
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
    return decode(bytes, readHeader(bytes), 1);
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
    PictureHeader header = readHeader(bytes);
    return decode(bytes, header, reduction(header, target));
  }

  private static int reduction(PictureHeader header, int target) {
    long shortSide = Math.min(header.width(), header.height());
    for (int reduction = 8; reduction > 1; reduction /= 2) {
      if (shortSide >= 2L * target * reduction) {
        return reduction;
      }
    }
    return 1;
  }

  // A codec may fail with anything on broken bytes; the file is to blame, not this program.
  private Picture decode(byte[] bytes, PictureHeader header, int reduction) {
    try {
      FirstFrame frame = FirstFrame.of(bytes, header);
      Optional<Picture> fast = natively(frame, header.format(), reduction);
      // What the native library refuses, the other one accepts or gives a reason for.
      Picture pixels = fast.isPresent() ? fast.get() : imageIo.decode(frame, header.format());
      return Orientation.upright(frame.onCanvas(pixels, header), header.orientation());
    } catch (InvalidRequest refused) {
      throw refused;
    } catch (EOFException | IndexOutOfBoundsException early) {
      throw new InvalidRequest(
          header.format().broken(),
          "broken %s: the file ends too early or contradicts itself (%,d bytes)"
              .formatted(header.format(), bytes.length),
          early);
    } catch (IOException | RuntimeException | AssertionError broken) {
      throw new InvalidRequest(
          header.format().broken(),
          "broken %s: it cannot be decoded (%s)".formatted(header.format(), detail(broken)),
          broken);
    } catch (OutOfMemoryError tooLarge) {
      throw new InvalidRequest(
          Diagnosis.of(ErrorCode.TOO_LITTLE_MEMORY),
          "too large for this process's memory: %d x %d pixels (give Java more with -Xmx)"
              .formatted(header.width(), header.height()),
          tooLarge);
    }
  }

  /// Whether JPEG and WebP are decoded by native code here, several times faster for large
  /// pictures.
  public static boolean nativeCodec() {
    return NativeDecoder.instance().isPresent();
  }

  private static Optional<Picture> natively(FirstFrame frame, PictureFormat format, int reduction) {
    Optional<NativeDecoder> decoder = NativeDecoder.instance();
    if (decoder.isEmpty()) {
      return Optional.empty();
    }
    byte[] file = frame.file();
    Optional<Picture> pixels =
        switch (format) {
          case JPEG ->
              isForNative(JpegHeader.read(file), file)
                  ? decoder.get().jpeg(file, reduction)
                  : Optional.empty();
          case WEBP -> decoder.get().webP(file);
          case PNG, GIF, BMP, TIFF -> Optional.empty();
        };
    pixels.ifPresent(
        picture -> frame.checkSize(picture.width(), picture.height(), reduction, format));
    return pixels;
  }

  /// Inks are multiplied exactly in Java. The native library refuses what was cut off, too, but not
  /// without writing to the process's standard error.
  private static boolean isForNative(JpegHeader header, byte[] file) {
    return !header.cmyk() && header.isComplete(file);
  }

  private static String detail(Throwable broken) {
    String message = broken.getMessage();
    return message == null || message.isBlank() ? broken.getClass().getSimpleName() : message;
  }
}
