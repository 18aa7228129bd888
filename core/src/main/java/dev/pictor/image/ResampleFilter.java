package dev.pictor.image;

/// The kernel of a resize by [Resampler], widened by the scale when shrinking (antialiased), as
/// Pillow's.
public enum ResampleFilter {
  /// Catmull-Rom, a = −0.5.
  BICUBIC(2) {
    @Override
    double weight(double distance) {
      double t = Math.abs(distance);
      if (t < 1) {
        return (1.5 * t - 2.5) * t * t + 1;
      }
      return t < 2 ? ((-0.5 * t + 2.5) * t - 4) * t + 2 : 0;
    }
  },
  /// A triangle.
  BILINEAR(1) {
    @Override
    double weight(double distance) {
      return Math.max(0, 1 - Math.abs(distance));
    }
  };

  private final double radius;

  ResampleFilter(double radius) {
    this.radius = radius;
  }

  /// Beyond it the weight is 0, in pixels of the smaller picture.
  double radius() {
    return radius;
  }

  abstract double weight(double distance);
}
