package dev.pictor.image;

/// The first pass of [Resampler]: the rows of a picture at their new width, a band at a time when
/// they are asked for, kept while the second pass needs them.
///
/// How it works: within a band, each column of a channel is a line of its own, so that an output
/// column is a [WeightedSum] of whole lines. Only as many columns as one output needs exist at a
/// time, which keeps them in the nearest cache.
final class NarrowedRows {

  private static final int BAND = 128;

  private final byte[] rgb;
  private final int width;
  private final int height;
  private final ResampleWeights across;
  private final int[][] columns; // ring of pixel columns: [taps * 3, band]
  private final int[][] lines; // the columns of one channel that one output needs
  private final int[][] sums; // [3, band]
  private final int[][] rows; // ring: [rows kept + band, width after * 3], samples of 0 to 255
  private int end; // rows before it are or were in the ring

  /// @param first the first row that will be asked for
  /// @param kept rows that the second pass needs at a time
  NarrowedRows(Picture picture, ResampleWeights across, int first, int kept) {
    rgb = picture.rgb();
    width = picture.width();
    height = picture.height();
    this.across = across;
    int band = Math.min(BAND, height - first);
    columns = new int[across.mostTaps() * 3][band];
    lines = new int[across.mostTaps()][];
    sums = new int[3][band];
    rows = new int[kept + band][across.size() * 3];
    end = first;
  }

  /// Row `y` of the picture. Asked for in rising order, back by no more than was said to be kept.
  int[] row(int y) {
    while (end <= y) {
      int band = Math.min(sums[0].length, height - end);
      make(end, band);
      end += band;
    }
    return rows[y % rows.length];
  }

  private void make(int top, int band) {
    int next = across.first(0);
    for (int x = 0; x < across.size(); x++) {
      int taps = across.taps(x);
      for (; next < across.first(x) + taps; next++) {
        readColumn(top, band, next);
      }
      for (int channel = 0; channel < 3; channel++) {
        for (int k = 0; k < taps; k++) {
          lines[k] = columns[slot(across.first(x) + k) + channel];
        }
        WeightedSum.write(sums[channel], lines, taps, across.weights(), across.offset(x));
      }
      writeColumn(top, band, x);
    }
  }

  private int slot(int x) {
    return x * 3 % columns.length;
  }

  private void readColumn(int top, int band, int x) {
    int[] red = columns[slot(x)];
    int[] green = columns[slot(x) + 1];
    int[] blue = columns[slot(x) + 2];
    int stride = width * 3;
    int from = top * stride + x * 3;
    for (int y = 0; y < band; y++, from += stride) {
      red[y] = rgb[from] & 0xFF;
      green[y] = rgb[from + 1] & 0xFF;
      blue[y] = rgb[from + 2] & 0xFF;
    }
  }

  private void writeColumn(int top, int band, int x) {
    int[] red = sums[0];
    int[] green = sums[1];
    int[] blue = sums[2];
    int o = x * 3;
    int at = top % rows.length;
    for (int y = 0; y < band; y++) {
      int[] row = rows[at];
      row[o] = red[y];
      row[o + 1] = green[y];
      row[o + 2] = blue[y];
      at = at + 1 == rows.length ? 0 : at + 1;
    }
  }
}
