package dev.pictor.clip;

import dev.pictor.clip.ModelManifest.PictureTower;
import dev.pictor.image.Picture;
import dev.pictor.image.Resampler;
import java.nio.FloatBuffer;

/// Pictures to what a picture tower reads: resized, `(value - mean) / std` for each channel,
/// channels first. Thread-safe.
final class Preprocessor {

  private final PictureTower tower;
  private final float[][] scaled; // [3, 256], the float of each 8-bit value of a channel

  Preprocessor(PictureTower tower) {
    this.tower = tower;
    this.scaled = new float[3][256];
    for (int channel = 0; channel < 3; channel++) {
      double mean = tower.mean().get(channel);
      double std = tower.std().get(channel);
      for (int value = 0; value < 256; value++) {
        scaled[channel][value] = (float) ((value - mean) / std);
      }
    }
  }

  /// The side to which a picture is resized before it is cropped, in pixels.
  int resizeTo() {
    return tower.resizeTo();
  }

  /// Floats of one picture.
  int length() {
    return 3 * tower.size() * tower.size();
  }

  /// Writes a picture of the tower's size as [3, size, size] from `offset` on.
  void write(Picture square, FloatBuffer target, int offset) {
    byte[] rgb = square.rgb();
    int pixels = rgb.length / 3;
    for (int channel = 0; channel < 3; channel++) {
      float[] floats = scaled[channel];
      int at = offset + channel * pixels;
      for (int pixel = 0, from = channel; pixel < pixels; pixel++, from += 3) {
        target.put(at + pixel, floats[rgb[from] & 0xFF]);
      }
    }
  }

  /// The picture at the size of the tower.
  Picture resize(Picture picture) {
    int size = tower.size();
    if (picture.width() == size && picture.height() == size && tower.resizeTo() == size) {
      return picture;
    }
    return switch (tower.resize()) {
      case SQUASH -> Resampler.squash(picture, size, size, tower.filter());
      case CENTRE_CROP -> Resampler.centreCrop(picture, tower.resizeTo(), size, tower.filter());
    };
  }
}
