package dev.pictor.duplicates;

import dev.pictor.image.Picture;

/// A picture that is laid over others to see whether they show the same, also when one is cut out
/// of the other. Immutable, thread-safe; a comparison takes about a millisecond.
///
/// How it works: the smaller of the two is taken for a window of the larger one, of which
/// proportions leave the size and the place open. All are tried coarsely, by the correlation of 16
/// × 16 brightnesses; the best is refined in halved steps; and 64 × 64 brightnesses under it give
/// the result. Correlation does not see brightness and contrast. Sixteen parts are correlated on
/// their own, because of two frames of one scene only some part differs.
final class Overlay {

  private static final int LONG_SIDE = 128;
  private static final int COARSE_SIDE = 32;
  private static final int COARSE = 16;
  private static final int FINE = 32;
  private static final int FINEST = 64;
  private static final int PARTS = 4;

  /// Less may not be cut off; more is another picture for a person, too.
  private static final double LEAST = 0.7;

  private static final double SCALE_STEP = 0.05;
  private static final int PLACES = 5;
  private static final int REFINEMENTS = 5;

  /// Below this the coarse look has found nothing that refining could mend.
  private static final double HOPELESS = 0.7;

  /// A part with less contrast than this share of the whole's shows nothing.
  private static final double FLAT = 0.2;

  private static final double SAME_BRIGHTNESS = 8;
  private static final double TINY = 1e-3;

  /// What of the larger picture the other one may be; sides as shares, in [0, 1].
  private record Window(double left, double top, double wide, double high) {
    static final Window WHOLE = new Window(0, 0, 1, 1);

    boolean inside() {
      return left >= 0 && top >= 0 && left + wide <= 1 + 1e-9 && top + high <= 1 + 1e-9;
    }
  }

  private final GrayPicture fine;
  private final GrayPicture coarse;

  private Overlay(GrayPicture fine, GrayPicture coarse) {
    this.fine = fine;
    this.coarse = coarse;
  }

  static Overlay of(Picture picture) {
    return new Overlay(GrayPicture.of(picture, LONG_SIDE), GrayPicture.of(picture, COARSE_SIDE));
  }

  /// Symmetric.
  Likeness with(Overlay other) {
    Likeness whole = judge(this, Window.WHOLE, other);
    return whole.isLikely() ? whole : whole.or(cutOut(this, other)).or(cutOut(other, this));
  }

  private double proportions() {
    return (double) fine.width() / fine.height();
  }

  /// The likeness when `part` is a window of `whole`.
  private static Likeness cutOut(Overlay whole, Overlay part) {
    double ratio = part.proportions() / whole.proportions();
    float[] target = part.coarse.sample(0, 0, 1, 1, COARSE);
    Window best = Window.WHOLE;
    double most = -1;
    for (double scale = 1; scale > LEAST - TINY; scale -= SCALE_STEP) {
      double wide = scale * Math.min(1, ratio);
      double high = scale * Math.min(1, 1 / ratio);
      if (wide < LEAST - TINY || high < LEAST - TINY) {
        break;
      }
      for (int place = 0; place < PLACES * PLACES; place++) {
        int column = place % PLACES;
        int row = place / PLACES;
        double left = (1 - wide) * column / (PLACES - 1);
        double top = (1 - high) * row / (PLACES - 1);
        Window window = new Window(left, top, wide, high);
        double found = correlation(window(whole.coarse, window, COARSE), target);
        if (found > most) {
          most = found;
          best = window;
        }
      }
    }
    return most < HOPELESS
        ? new Likeness(most, -1)
        : judge(whole, refined(whole, best, part), part);
  }

  private static Window refined(Overlay whole, Window start, Overlay part) {
    float[] target = part.fine.sample(0, 0, 1, 1, FINE);
    Window best = start;
    double most = correlation(window(whole.fine, best, FINE), target);
    double step = SCALE_STEP / 2;
    for (int round = 0; round < REFINEMENTS; round++) {
      for (boolean better = true; better; ) {
        better = false;
        for (Window next : around(best, step)) {
          double found = next.inside() ? correlation(window(whole.fine, next, FINE), target) : -1;
          if (found > most) {
            most = found;
            best = next;
            better = true;
          }
        }
      }
      step /= 2;
    }
    return best;
  }

  /// Moved by a step, and larger or smaller about the middle.
  private static Window[] around(Window at, double step) {
    double wider = step * at.wide();
    double higher = step * at.high();
    return new Window[] {
      new Window(at.left() - step, at.top(), at.wide(), at.high()),
      new Window(at.left() + step, at.top(), at.wide(), at.high()),
      new Window(at.left(), at.top() - step, at.wide(), at.high()),
      new Window(at.left(), at.top() + step, at.wide(), at.high()),
      new Window(
          at.left() - wider / 2, at.top() - higher / 2, at.wide() + wider, at.high() + higher),
      new Window(
          at.left() + wider / 2, at.top() + higher / 2, at.wide() - wider, at.high() - higher)
    };
  }

  private static float[] window(GrayPicture picture, Window window, int n) {
    return picture.sample(window.left(), window.top(), window.wide(), window.high(), n);
  }

  private static Likeness judge(Overlay whole, Window window, Overlay part) {
    float[] a = window(whole.fine, window, FINEST);
    float[] b = part.fine.sample(0, 0, 1, 1, FINEST);
    double all = correlation(a, b);
    double contrast = Math.max(deviation(a), deviation(b));
    double worst = all;
    int side = FINEST / PARTS;
    for (int i = 0; i < PARTS * PARTS; i++) {
      float[] x = cut(a, i % PARTS * side, i / PARTS * side, side);
      float[] y = cut(b, i % PARTS * side, i / PARTS * side, side);
      if (Math.max(deviation(x), deviation(y)) > FLAT * contrast) {
        worst = Math.min(worst, correlation(x, y));
      }
    }
    return new Likeness(all, worst);
  }

  private static float[] cut(float[] square, int left, int top, int side) {
    float[] part = new float[side * side];
    for (int row = 0; row < side; row++) {
      System.arraycopy(square, (top + row) * FINEST + left, part, row * side, side);
    }
    return part;
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double deviation(float[] values) {
    double mean = mean(values);
    double squares = 0;
    for (float value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / values.length);
  }

  /// Pearson's. Flat pictures have none: 1 for two of one brightness, else 0.
  static double correlation(float[] a, float[] b) {
    double meanA = mean(a);
    double meanB = mean(b);
    double products = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      double x = a[i] - meanA;
      double y = b[i] - meanB;
      products += x * y;
      squaresA += x * x;
      squaresB += y * y;
    }
    if (squaresA < 1 && squaresB < 1) {
      return Math.abs(meanA - meanB) < SAME_BRIGHTNESS ? 1 : 0;
    }
    return squaresA < 1 || squaresB < 1 ? 0 : products / Math.sqrt(squaresA * squaresB);
  }
}
