package dev.pictor.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;

/// The pictures of `golden/`, whose README says what made them.
final class Golden {

  /// One line of `crops.tsv`; width and height as stored.
  record Crop(
      String image,
      String format,
      int width,
      int height,
      int orientation,
      String ideal,
      String squash) {

    boolean lossyWebP() {
      return format.equals("WEBP") && !image.startsWith("lossless");
    }

    @Override
    public String toString() {
      return image;
    }
  }

  private Golden() {}

  static List<Crop> crops() {
    return new String(bytes("crops.tsv"), StandardCharsets.UTF_8)
        .lines()
        .skip(1)
        .map(line -> line.split("\t", -1))
        .map(
            c ->
                new Crop(
                    c[0],
                    c[1],
                    Integer.parseInt(c[2]),
                    Integer.parseInt(c[3]),
                    Integer.parseInt(c[4]),
                    c[5],
                    c[6]))
        .toList();
  }

  static byte[] image(String name) {
    return bytes("images/" + name);
  }

  static byte[] bytes(String path) {
    try (InputStream in = Golden.class.getResourceAsStream("golden/" + path)) {
      return Objects.requireNonNull(in, path).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// An expected RGB picture, read without the code under test.
  static Picture expected(String path) {
    try {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes(path)));
      int[] samples =
          image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
      byte[] rgb = new byte[samples.length];
      for (int i = 0; i < samples.length; i++) {
        rgb[i] = (byte) samples[i];
      }
      return new Picture(image.getWidth(), image.getHeight(), rgb);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Largest and mean absolute difference of samples.
  record Distance(int largest, double mean) {

    static Distance between(Picture a, Picture b) {
      if (a.width() != b.width() || a.height() != b.height()) {
        throw new AssertionError(
            "%d x %d against %d x %d".formatted(a.width(), a.height(), b.width(), b.height()));
      }
      int largest = 0;
      long sum = 0;
      for (int i = 0; i < a.rgb().length; i++) {
        int difference = Math.abs((a.rgb()[i] & 0xFF) - (b.rgb()[i] & 0xFF));
        largest = Math.max(largest, difference);
        sum += difference;
      }
      return new Distance(largest, (double) sum / a.rgb().length);
    }
  }
}
