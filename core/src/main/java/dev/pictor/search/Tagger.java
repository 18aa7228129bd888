package dev.pictor.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pictor.clip.Calibration;
import dev.pictor.clip.Embedder;
import dev.pictor.clip.TextEmbedding;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Embedding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Zero-shot tags: a picture against prompts made of words (Radford et al. 2021,
/// https://arxiv.org/abs/2103.00020, section 3.1). Thread-safe; the vectors of the last few
/// vocabularies are kept.
///
/// How it works: each word's prompts are embedded, their unit vectors averaged; words are ranked by
/// the centred cosine (see [Calibration]), and the softmax of `logitScale` × centred cosine over
/// the vocabulary is the probability. A softmax always finds a winner, so "none of these" looks at
/// the winner's centred cosine instead: below `weak` no word is believable. A model that is not
/// calibrated never says so. Models that were trained with a sigmoid (SigLIP) are asked the same,
/// which of these words it is, and their bias, which all words share, falls out of a softmax.
public final class Tagger {

  private static final int KEPT_VOCABULARIES = 16;

  private final Embedder embedder;
  private final Cache<Vocabulary, Prompts> kept =
      Caffeine.newBuilder().maximumSize(KEPT_VOCABULARIES).build();

  /// The vocabulary's entries as unit vectors, in order, with what their nearness means.
  private record Prompts(List<DenseVector> units, List<Calibration> calibrations) {}

  public Tagger(Embedder embedder) {
    this.embedder = embedder;
  }

  /// The `top` likeliest words for a picture, fewer when the vocabulary is smaller.
  ///
  /// @throws InvalidRequest when `top` is below 1
  /// @throws Conflict when another model made the picture's vector
  public Tagging tag(Embedding picture, Vocabulary vocabulary, int top) {
    if (top < 1) {
      throw new InvalidRequest("limit: " + top + " (expected: at least 1)");
    }
    if (!picture.model().equals(embedder.fingerprint())) {
      throw new Conflict(
          "picture: made by model %s (expected: %s, the model %s)"
              .formatted(
                  picture.model().abbreviated(),
                  embedder.fingerprint().abbreviated(),
                  embedder.model().name()));
    }
    Prompts prompts = kept.get(vocabulary, this::embed);
    return rank(picture.vector(), vocabulary, prompts, top);
  }

  private Tagging rank(DenseVector picture, Vocabulary vocabulary, Prompts prompts, int top) {
    DenseVector unit = picture.normalized();
    double[] cosines = new double[prompts.units().size()];
    double[] weights = new double[cosines.length];
    double sum = 0;
    for (int i = 0; i < cosines.length; i++) {
      cosines[i] = prompts.calibrations().get(i).centredCosine(prompts.units().get(i), unit);
      weights[i] = Math.exp(embedder.model().manifest().logitScale() * (cosines[i] - 1));
      sum += weights[i];
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < cosines.length; i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingDouble((Integer i) -> -cosines[i]));
    List<Tagging.Tag> tags = new ArrayList<>();
    for (int i : order.subList(0, Math.min(top, order.size()))) {
      Vocabulary.Entry entry = vocabulary.entries().get(i);
      tags.add(new Tagging.Tag(entry.id(), entry.tag(), weights[i] / sum, cosines[i]));
    }
    int best = order.getFirst();
    return new Tagging(
        tags,
        prompts
            .calibrations()
            .get(best)
            .thresholds()
            .filter(thresholds -> cosines[best] < thresholds.weak())
            .isPresent());
  }

  private Prompts embed(Vocabulary vocabulary) {
    List<DenseVector> units = new ArrayList<>();
    List<Calibration> calibrations = new ArrayList<>();
    for (Vocabulary.Entry entry : vocabulary.entries()) {
      List<TextEmbedding> embedded =
          vocabulary.prompts(entry).stream().map(embedder::text).toList();
      units.add(mean(embedded));
      calibrations.add(embedded.getFirst().calibration());
    }
    return new Prompts(List.copyOf(units), List.copyOf(calibrations));
  }

  private static DenseVector mean(List<TextEmbedding> embedded) {
    float[] sum = new float[embedded.getFirst().embedding().vector().dimension()];
    for (TextEmbedding each : embedded) {
      float[] unit = each.embedding().vector().normalized().shared();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += unit[i];
      }
    }
    return DenseVector.wrap(sum).normalized();
  }
}
