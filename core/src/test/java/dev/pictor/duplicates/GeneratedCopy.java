package dev.pictor.duplicates;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.RescaleOp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.UnaryOperator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// What becomes of pictures on their way through programs, made by the JDK's own codecs.
enum GeneratedCopy {
  RE_ENCODED("JPEG, quality 60", 0.6f, image -> image),
  POOR("JPEG, quality 25", 0.25f, image -> image),
  HALVED("half the size", 0.85f, image -> scaled(image, 0.5)),
  SMALL("320 pixels wide", 0.8f, image -> scaled(image, 320.0 / image.getWidth())),
  BRIGHTENED("a fifth brighter", 0.85f, image -> new RescaleOp(1.2f, 10, null).filter(image, null)),
  CROPPED_A_LITTLE("3 % cut off, unevenly", 0.85f, image -> cropped(image, 0.02, 0.01, 0.97)),
  CROPPED("10 % cut off, unevenly", 0.85f, image -> cropped(image, 0.07, 0.02, 0.9)),
  PNG("PNG of the same pixels", 0, image -> image);

  final String title;
  private final float quality; // 0: PNG

  @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
  private final UnaryOperator<BufferedImage> change;

  GeneratedCopy(String title, float quality, UnaryOperator<BufferedImage> change) {
    this.title = title;
    this.quality = quality;
    this.change = change;
  }

  byte[] of(byte[] picture) throws IOException {
    BufferedImage image = change.apply(rgb(ImageIO.read(new ByteArrayInputStream(picture))));
    return quality == 0 ? png(image) : jpeg(image, quality);
  }

  private static BufferedImage rgb(BufferedImage image) {
    BufferedImage rgb =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = rgb.createGraphics();
    graphics.drawImage(image, 0, 0, null);
    graphics.dispose();
    return rgb;
  }

  private static BufferedImage scaled(BufferedImage image, double scale) {
    int width = (int) Math.round(image.getWidth() * scale);
    int height = (int) Math.round(image.getHeight() * scale);
    BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return scaled;
  }

  private static BufferedImage cropped(BufferedImage image, double left, double top, double part) {
    return rgb(
        image.getSubimage(
            (int) (image.getWidth() * left),
            (int) (image.getHeight() * top),
            (int) (image.getWidth() * part),
            (int) (image.getHeight() * part)));
  }

  static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  static byte[] jpeg(BufferedImage image, float quality) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(quality);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
