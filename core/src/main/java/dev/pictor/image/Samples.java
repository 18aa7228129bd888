package dev.pictor.image;

import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Arrays;

/// Raw samples of a raster to 8-bit RGB, without colour management. Stateless.
final class Samples {

  private Samples() {}

  /// Grey, grey with alpha, RGB, RGB with alpha or a palette; alpha is dropped.
  static Picture rgb(Raster raster, ColorModel colours) {
    if (colours instanceof IndexColorModel palette) {
      return palette(raster, palette);
    }
    int bands = raster.getNumBands();
    int green = bands >= 3 ? 1 : 0;
    int blue = bands >= 3 ? 2 : 0;
    int[][] to8 = {to8(colours, 0), to8(colours, green), to8(colours, blue)};
    byte[] rgb = pixels(raster);
    int[] row = new int[raster.getWidth() * bands];
    int o = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
      for (int i = 0; i < row.length; i += bands, o += 3) {
        rgb[o] = (byte) to8[0][row[i] & 0xFFFF];
        rgb[o + 1] = (byte) to8[1][row[i + green] & 0xFFFF];
        rgb[o + 2] = (byte) to8[2][row[i + blue] & 0xFFFF];
      }
    }
    return new Picture(raster.getWidth(), raster.getHeight(), rgb);
  }

  /// Every 16-bit sample at 8 bits: the high byte of long samples, short ones stretched.
  private static int[] to8(ColorModel colours, int band) {
    int bits = Math.min(colours.getComponentSize(band), 16);
    int[] table = new int[1 << 16];
    Arrays.setAll(table, v -> bits >= 8 ? v >> (bits - 8) : v * 255 / ((1 << bits) - 1));
    return table;
  }

  private static Picture palette(Raster raster, IndexColorModel palette) {
    int[] colours = new int[palette.getMapSize()];
    palette.getRGBs(colours);
    byte[] rgb = pixels(raster);
    int[] row = new int[raster.getWidth()];
    int o = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + y, row.length, 1, 0, row);
      for (int index : row) {
        int colour = index < colours.length ? colours[index] : 0;
        rgb[o++] = (byte) (colour >> 16);
        rgb[o++] = (byte) (colour >> 8);
        rgb[o++] = (byte) colour;
      }
    }
    return new Picture(raster.getWidth(), raster.getHeight(), rgb);
  }

  /// CMYK where 255 is full ink.
  static Picture cmyk(Raster raster) {
    return inks(raster, false, false);
  }

  /// The CMYK of a JPEG as its file has it: Adobe writes inks inverted, and two of three programs
  /// turn them to luminance and chroma first.
  static Picture cmyk(Raster raster, JpegHeader header) {
    return inks(raster, header.adobeTransform() >= 0, header.adobeTransform() == 2);
  }

  private static Picture inks(Raster raster, boolean inverted, boolean ycc) {
    int bands = raster.getNumBands();
    byte[] rgb = pixels(raster);
    int[] row = new int[raster.getWidth() * bands];
    int o = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
      for (int i = 0; i < row.length; i += bands) {
        if (ycc) {
          yccToCmy(row, i);
        }
        int flip = inverted ? 0 : 255;
        int paper = row[i + 3] ^ flip;
        rgb[o++] = product(row[i] ^ flip, paper);
        rgb[o++] = product(row[i + 1] ^ flip, paper);
        rgb[o++] = product(row[i + 2] ^ flip, paper);
      }
    }
    return new Picture(raster.getWidth(), raster.getHeight(), rgb);
  }

  /// `round(a * b / 255)`.
  private static byte product(int a, int b) {
    return (byte) ((a * b * 2 + 255) / 510);
  }

  /// JFIF's colour equations at 16 bits of fraction, then the complement, in place.
  private static void yccToCmy(int[] row, int i) {
    int luminance = row[i];
    int cb = row[i + 1] - 128;
    int cr = row[i + 2] - 128;
    row[i] = 255 - clamp(luminance + ((91_881 * cr + 32_768) >> 16));
    row[i + 1] = 255 - clamp(luminance + ((-22_554 * cb - 46_802 * cr + 32_768) >> 16));
    row[i + 2] = 255 - clamp(luminance + ((116_130 * cb + 32_768) >> 16));
  }

  private static int clamp(int value) {
    return Math.clamp(value, 0, 255);
  }

  private static byte[] pixels(Raster raster) {
    return new byte
        [Math.multiplyExact(Math.multiplyExact(raster.getWidth(), raster.getHeight()), 3)];
  }
}
