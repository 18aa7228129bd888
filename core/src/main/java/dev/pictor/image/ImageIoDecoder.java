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
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// Pixels as stored, through the readers of the JDK and TwelveMonkeys. Thread-safe: each call has
/// its own reader.
///
/// Traps that this class knows: `getRGB` applies a gamma curve to grey, the JDK converts ICC
/// profiles to sRGB unless another destination is asked for, and CMYK must be taken as raw samples.
final class ImageIoDecoder {

  private static final String TWELVE_MONKEYS = "com.twelvemonkeys.";

  private final PictureLimits limits;

  ImageIoDecoder(PictureLimits limits) {
    this.limits = limits;
  }

  /// @throws IOException or a RuntimeException of a reader when the file is damaged
  Picture decode(byte[] bytes, PictureHeader header) throws IOException {
    boolean cmykJpeg = header.format() == PictureFormat.JPEG && JpegHeader.read(bytes).cmyk();
    ImageReader reader = reader(header.format());
    // Not ImageIO.createImageInputStream, which may write to disk.
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(in, true, true);
      List<String> warnings = new ArrayList<>();
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      limits.check(reader.getWidth(0), reader.getHeight(0));
      Picture picture =
          cmykJpeg
              ? Samples.cmyk(
                  reader.readRaster(0, reader.getDefaultReadParam()), JpegHeader.read(bytes))
              : rgb(reader.read(0, param(reader)));
      refuseDamage(warnings);
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
    throw new IllegalStateException("no ImageIO reader for " + format + " on the class path");
  }

  /// Asks for the file's own colours, so that nothing is converted through its ICC profile.
  private static ImageReadParam param(ImageReader reader) throws IOException {
    ImageReadParam param = reader.getDefaultReadParam();
    for (Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0); types.hasNext(); ) {
      ImageTypeSpecifier type = types.next();
      ColorSpace colours = type.getColorModel().getColorSpace();
      if (colours.getType() == ColorSpace.TYPE_RGB && !colours.isCS_sRGB()) {
        param.setDestinationType(type);
        break;
      }
    }
    return param;
  }

  private static Picture rgb(BufferedImage image) {
    ColorModel colours = image.getColorModel();
    return colours.getColorSpace().getType() == ColorSpace.TYPE_CMYK
        ? Samples.cmyk(image.getRaster())
        : Samples.rgb(image.getRaster(), colours);
  }

  /// Readers fill the missing part with grey and only warn.
  private static void refuseDamage(List<String> warnings) {
    for (String warning : warnings) {
      if (!warning.contains("extraneous")) {
        throw new InvalidRequest("damaged picture: " + warning);
      }
    }
  }
}
