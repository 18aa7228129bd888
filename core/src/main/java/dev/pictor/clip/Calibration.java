package dev.pictor.clip;

import dev.pictor.vector.DenseVector;
import java.util.Optional;

/// What the nearness of a query and a picture means.
///
/// Plain cosines of one model have a different level for every query: short or unusual texts lie
/// far from all pictures, others near to all of them. So the middle of the texts is taken off the
/// query and the middle of the pictures off the picture before their cosine is taken. Nonsense then
/// stays low whatever it says, and one set of [Thresholds] fits all queries of a tower. (The gap
/// between the two middles is the "modality gap" of Liang et al. 2022,
/// https://arxiv.org/abs/2203.02053.)
///
/// @param queryCentre mean of the unit vectors of queries of this kind
/// @param pictureCentre mean of the unit vectors of pictures
/// @param thresholds empty when nobody measured what cosines of this model mean
public record Calibration(
    DenseVector queryCentre, DenseVector pictureCentre, Optional<Thresholds> thresholds) {

  /// That of a model which nobody measured: plain cosines, which rank but do not judge.
  public static Calibration none(int dimension) {
    DenseVector nothing = DenseVector.wrap(new float[dimension]);
    return new Calibration(nothing, nothing, Optional.empty());
  }

  /// Cosine of the two vectors after their centres are taken off, in [-1, 1]; 0 when nothing is
  /// left of one.
  ///
  /// @param query unit vector
  /// @param picture unit vector
  public double centredCosine(DenseVector query, DenseVector picture) {
    double dot = 0;
    double queryNorm = 0;
    double pictureNorm = 0;
    for (int i = 0; i < query.dimension(); i++) {
      double q = (double) query.get(i) - queryCentre.get(i);
      double p = (double) picture.get(i) - pictureCentre.get(i);
      dot += q * p;
      queryNorm += q * q;
      pictureNorm += p * p;
    }
    double norms = Math.sqrt(queryNorm * pictureNorm);
    return norms == 0 ? 0 : dot / norms;
  }
}
