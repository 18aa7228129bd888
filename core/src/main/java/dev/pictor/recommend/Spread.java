package dev.pictor.recommend;

import dev.pictor.vector.DenseVector;
import dev.pictor.vector.VectorKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Chooses a few of many that lie far apart: each next one is that whose nearest neighbour among
/// those chosen and seen is farthest (farthest-first traversal, Gonzalez 1985). No choice of as
/// many has a smallest distance of more than twice that of this one.
final class Spread {

  private Spread() {}

  /// Places in `pool`, in the order they were chosen; all of them when there are fewer than
  /// `count`.
  ///
  /// @param pool unit vectors; without any that were seen the first is chosen first
  /// @param seen unit vectors to stay away from
  static List<Integer> choose(List<DenseVector> pool, List<DenseVector> seen, int count) {
    float[] nearest = new float[pool.size()];
    Arrays.fill(nearest, Float.NEGATIVE_INFINITY);
    seen.forEach(each -> draw(nearest, pool, each));
    List<Integer> chosen = new ArrayList<>();
    while (chosen.size() < Math.min(count, pool.size())) {
      int farthest = 0;
      for (int i = 1; i < nearest.length; i++) {
        if (nearest[i] < nearest[farthest]) {
          farthest = i;
        }
      }
      chosen.add(farthest);
      draw(nearest, pool, pool.get(farthest));
      nearest[farthest] = Float.POSITIVE_INFINITY;
    }
    return chosen;
  }

  /// Takes one more into account: `nearest` are the highest cosines so far.
  private static void draw(float[] nearest, List<DenseVector> pool, DenseVector one) {
    for (int i = 0; i < nearest.length; i++) {
      nearest[i] = Math.max(nearest[i], VectorKernels.dot(pool.get(i).shared(), one.shared()));
    }
  }
}
