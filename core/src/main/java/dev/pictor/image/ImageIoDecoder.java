package dev.pictor.image;

import dev.pictor.error.InvalidRequest;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// Pixels as stored, through the readers of the JDK and TwelveMonkeys. Thread-safe: each call has
/// its own reader.
///
/// Traps that this class knows: `getRGB` applies a gamma curve to grey, the JDK converts through
/// ICC profiles to sRGB unless it does not see them, and CMYK must be taken as raw samples.
final class ImageIoDecoder {

  private static final String TWELVE_MONKEYS = "com.twelvemonkeys.";

  /// @throws IOException or a RuntimeException of a reader when the file is damaged
  Picture decode(FirstFrame frame, PictureFormat format) throws IOException {
    byte[] bytes = frame.file();
    boolean jpeg = format == PictureFormat.JPEG;
    boolean cmykJpeg = jpeg && JpegHeader.read(bytes).cmyk();
    ImageReader reader = reader(format);
    // Not ImageIO.createImageInputStream, which may write to disk.
    try (ImageInputStream in =
        new MemoryCacheImageInputStream(
            new ByteArrayInputStream(jpeg ? JpegHeader.withoutProfile(bytes) : bytes))) {
      reader.setInput(in, true, true);
      List<String> warnings = new ArrayList<>();
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      frame.checkSize(reader.getWidth(0), reader.getHeight(0), 1, format);
      Picture picture =
          cmykJpeg
              ? Samples.cmyk(
                  reader.readRaster(0, reader.getDefaultReadParam()), JpegHeader.read(bytes))
              : rgb(reader.read(0, reader.getDefaultReadParam()));
      refuseDamage(warnings, bytes.length, format);
      return picture;
    } finally {
      reader.dispose();
    }
  }

  private static ImageReader reader(PictureFormat format) throws IOException {
    boolean twelveMonkeys = format == PictureFormat.WEBP || format == PictureFormat.TIFF;
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.name());
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getName().startsWith(TWELVE_MONKEYS) == twelveMonkeys) {
        return reader;
      }
      reader.dispose();
    }
    throw new NoClassDefFoundError("an ImageIO reader for " + format);
  }

  private static Picture rgb(BufferedImage image) {
    ColorModel colours = image.getColorModel();
    return colours.getColorSpace().getType() == ColorSpace.TYPE_CMYK
        ? Samples.cmyk(image.getRaster())
        : Samples.rgb(image.getRaster(), colours);
  }

  /// Readers fill the missing part with grey and only warn.
  private static void refuseDamage(List<String> warnings, int length, PictureFormat format) {
    for (String warning : warnings) {
      if (warning.contains("Premature") || warning.contains("Truncated")) {
        throw ByteView.cutOff(length);
      }
      if (!warning.contains("extraneous")) {
        throw new InvalidRequest(format.broken(), "damaged picture: " + warning);
      }
    }
  }
}
