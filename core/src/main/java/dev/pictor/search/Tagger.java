package dev.pictor.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pictor.clip.Calibration;
import dev.pictor.clip.Embedder;
import dev.pictor.clip.TextEmbedding;
import dev.pictor.clip.Thresholds;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Embedding;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Zero-shot tags: a picture against prompts made of words (Radford et al. 2021,
/// https://arxiv.org/abs/2103.00020, section 3.1). Thread-safe; the vectors of the last few
/// vocabularies are kept.
///
/// How it works: each word's prompts are embedded, their unit vectors averaged; words are ranked by
/// how far their centred cosine (see [Calibration]) is above that of "none of these", and the
/// softmax of `logitScale` × that distance, over the vocabulary and "none of these" at 0, is the
/// probability. Most words fit few pictures, so "none of these" weighs as much as several words
/// that are as near as it: with that the probabilities of small vocabularies, too, are about how
/// often a tag is right (`docs/tags.md`).
///
/// The centred cosine of "none of these" is `weak` of the model's thresholds, below which the best
/// match is no match. A model that is not calibrated is asked with texts that fit every picture ("a
/// photo"): the nearest of them is "none of these". Models that were trained with a sigmoid
/// (SigLIP) are asked the same, which of these words it is, and their bias, which all words share,
/// falls out of a softmax.
public final class Tagger {

  private static final int KEPT_VOCABULARIES = 16;

  /// How many words "none of these" stands for.
  private static final double NONE = 8;

  private final Embedder embedder;
  private final Cache<Vocabulary, Prompts> kept =
      Caffeine.newBuilder().maximumSize(KEPT_VOCABULARIES).build();

  /// A text or several of one meaning as a unit vector, with what its nearness means.
  private record Prompt(DenseVector unit, Calibration calibration) {

    double centredCosine(DenseVector picture) {
      return calibration.centredCosine(unit, picture);
    }
  }

  /// @param words the vocabulary's entries in order
  /// @param anything what fits every picture
  private record Prompts(List<Prompt> words, List<Prompt> anything) {}

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
    double nearestOfAll =
        prompts.anything().stream().mapToDouble(each -> each.centredCosine(unit)).max().orElse(0);
    int words = prompts.words().size();
    double[] cosines = new double[words];
    double[] above = new double[words];
    double[] weights = new double[words];
    double sum = NONE;
    for (int i = 0; i < words; i++) {
      Prompt prompt = prompts.words().get(i);
      cosines[i] = prompt.centredCosine(unit);
      above[i] =
          cosines[i] - prompt.calibration().thresholds().map(Thresholds::weak).orElse(nearestOfAll);
      weights[i] = Math.exp(embedder.model().logitScale() * above[i]);
      sum += weights[i];
    }
    double all = sum;
    double none = NONE / all;
    List<Tagging.Tag> tags =
        IntStream.range(0, words)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -above[i]))
            .limit(top)
            .map(
                i -> {
                  Vocabulary.Entry entry = vocabulary.entries().get(i);
                  return new Tagging.Tag(entry.id(), entry.tag(), weights[i] / all, cosines[i]);
                })
            .toList();
    return new Tagging(tags, none, tags.getFirst().probability() <= none);
  }

  private Prompts embed(Vocabulary vocabulary) {
    List<Prompt> words =
        vocabulary.entries().stream().map(entry -> prompt(vocabulary.prompts(entry))).toList();
    boolean calibrated =
        words.stream().allMatch(each -> each.calibration().thresholds().isPresent());
    VocabularyLanguage language = VocabularyLanguage.ofWord(vocabulary.entries().getFirst().tag());
    List<Prompt> anything =
        calibrated
            ? List.of()
            : language.anything().stream().map(text -> prompt(List.of(text))).toList();
    return new Prompts(words, anything);
  }

  private Prompt prompt(List<String> texts) {
    List<TextEmbedding> embedded = texts.stream().map(embedder::text).toList();
    return new Prompt(mean(embedded), embedded.getFirst().calibration());
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
