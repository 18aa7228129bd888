package dev.pictor.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// Small JPEG copies for screens. Thread-safe.
public final class Thumbnailer {

  private static final float QUALITY = 0.82f;

  private final PictureDecoder decoder;

  public Thumbnailer(PictureDecoder decoder) {
    this.decoder = decoder;
  }

  /// An upright JPEG whose longer side is at most `longSide` pixels, never enlarged.
  ///
  /// @throws dev.pictor.error.InvalidRequest when the picture cannot be read
  public byte[] jpeg(byte[] picture, int longSide) {
    if (longSide < 1) {
      throw new IllegalArgumentException("longer side: " + longSide + " (expected: at least 1)");
    }
    PictureHeader header = decoder.readHeader(picture);
    double scale = Math.min(1, (double) longSide / Math.max(header.width(), header.height()));
    int width = Math.max(1, (int) Math.round(header.width() * scale));
    int height = Math.max(1, (int) Math.round(header.height() * scale));
    Picture decoded = decoder.decodeFor(picture, Math.min(width, height));
    return encode(Resampler.squash(decoded, width, height));
  }

  private static byte[] encode(Picture picture) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image(picture), null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static BufferedImage image(Picture picture) {
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_3BYTE_BGR);
    byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    byte[] rgb = picture.rgb();
    for (int i = 0; i < rgb.length; i += 3) {
      bgr[i] = rgb[i + 2];
      bgr[i + 1] = rgb[i + 1];
      bgr[i + 2] = rgb[i];
    }
    return image;
  }
}
