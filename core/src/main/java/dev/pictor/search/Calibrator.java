package dev.pictor.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pictor.clip.Calibration;
import dev.pictor.clip.Embedder;
import dev.pictor.clip.Thresholds;
import dev.pictor.collection.Namespace;
import dev.pictor.collection.VectorCollection;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.Match;
import dev.pictor.store.MatchContents;
import dev.pictor.store.QueryTarget;
import dev.pictor.store.SearchEffort;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.VectorValues;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Says what nearness means in one collection, for any model and any size. Thread-safe.
///
/// The middle of the pictures is that of a sample of the collection, the middle of the texts that
/// of everyday words. Then texts that no photo shows are searched for: how near their best matches
/// come depends on the model and on the number of pictures, and is what a real query must exceed.
/// Such maxima follow Gumbel's distribution (Fisher and Tippett 1928), which is fitted by its
/// moments:
///
/// - `weak`: a further such text would come so near in 4 of 100 cases;
/// - `strong`: in 2 of 1,000;
/// - `likely`: 1 of 100 pairs of such a text and a picture is so near.
///
/// Of pictures as queries the pairs of the sample tell: `likely`, `weak` and `strong` are what 4.5
/// %, 3 % and 0.5 % of them exceed. Below 50 pictures a model's own calibration serves; a model
/// without one is `unknown` to pictures there, and to texts below 10.
///
/// What was found is used until the collection has grown or shrunk by a quarter, or ten minutes
/// have gone.
public final class Calibrator {

  /// Fewer pictures have no middle to speak of.
  private static final int LEAST_PICTURES = 10;

  /// As long as a model's own calibration knows better, and pairs of pictures are too few.
  private static final int ENOUGH_PICTURES = 50;

  private static final int SAMPLE = 1000;
  private static final int PAIRED = 300;
  private static final long SEED = 7;
  private static final double WEAK = 0.96;
  private static final double STRONG = 0.998;
  private static final double LIKELY = 0.99;
  private static final double LIKELY_PAIR = 0.955;
  private static final double WEAK_PAIR = 0.97;
  private static final double STRONG_PAIR = 0.995;
  private static final double EULER = 0.5772156649;

  private record Key(
      String collection, String namespace, String model, Optional<Writing> writing) {}

  private record Kept(long count, Calibration calibration) {
    boolean isOf(long now, double factor) {
      return now <= count * factor && now >= count / factor;
    }
  }

  private final boolean measures;
  private final TextBackgrounds backgrounds;
  private final Cache<Key, Kept> kept =
      Caffeine.newBuilder().maximumSize(1000).expireAfterWrite(Duration.ofMinutes(10)).build();
  private final Set<Key> renewing = ConcurrentHashMap.newKeySet();

  /// @param folder where what was made of a model is kept; without one each process makes it anew
  public Calibrator(Optional<Path> folder) {
    this(true, folder);
  }

  private Calibrator(boolean measures, Optional<Path> folder) {
    this.measures = measures;
    this.backgrounds = new TextBackgrounds(folder);
  }

  /// One that leaves all to the models' own calibrations, for searches whose confidence nobody
  /// reads.
  public static Calibrator ofModelsAlone() {
    return new Calibrator(false, Optional.empty());
  }

  /// Of a text and the pictures of a namespace.
  ///
  /// @param own the model's, for small collections, and for texts whose vector it makes of two
  Calibration ofText(
      Embedder embedder,
      VectorCollection collection,
      Namespace namespace,
      String text,
      Calibration own) {
    boolean han = Writing.HAN.occursIn(text);
    boolean mixed = han && Writing.OTHER.occursIn(text);
    if (mixed && own.thresholds().isPresent()) {
      return own;
    }
    Writing writing = han ? Writing.HAN : Writing.OTHER;
    return get(embedder, collection, namespace, Optional.of(writing), own);
  }

  /// Of a picture and the pictures of a namespace.
  Calibration ofPicture(
      Embedder embedder, VectorCollection collection, Namespace namespace, Calibration own) {
    return own.thresholds().isPresent()
        ? own
        : get(embedder, collection, namespace, Optional.empty(), own);
  }

  private Calibration get(
      Embedder embedder,
      VectorCollection collection,
      Namespace namespace,
      Optional<Writing> writing,
      Calibration own) {
    if (!measures) {
      return own;
    }
    long count = namespace.count(MetadataFilter.all());
    boolean bareText = writing.isPresent() && own.thresholds().isEmpty();
    if (count < (bareText ? LEAST_PICTURES : ENOUGH_PICTURES)) {
      return own;
    }
    Key key = new Key(collection.name(), namespace.name(), embedder.fingerprint().hex(), writing);
    Kept present = kept.getIfPresent(key);
    if (present == null || !present.isOf(count, 2)) {
      return renew(key, embedder, namespace, count);
    }
    if (!present.isOf(count, 1.25) && renewing.add(key)) {
      // The next queries will have it; this one does not wait.
      Thread.startVirtualThread(
          () -> {
            try {
              Calibration _ = renew(key, embedder, namespace, count);
            } catch (RuntimeException stopping) {
              // It is made when it is needed again.
            } finally {
              renewing.remove(key);
            }
          });
    }
    return present.calibration();
  }

  private Calibration renew(Key key, Embedder embedder, Namespace namespace, long count) {
    List<DenseVector> pictures =
        namespace.sample(SAMPLE, SEED).stream()
            .map(VectorRecord::vector)
            .map(DenseVector::normalized)
            .toList();
    DenseVector centre =
        pictures.stream().reduce(DenseVector::plus).orElseThrow().times(1.0 / pictures.size());
    Calibration calibration =
        key.writing().isPresent()
            ? texts(backgrounds.get(embedder, key.writing().get()), centre, pictures, namespace)
            : pictures(centre, pictures);
    kept.put(key, new Kept(count, calibration));
    return calibration;
  }

  private static Calibration texts(
      TextBackground background,
      DenseVector centre,
      List<DenseVector> pictures,
      Namespace namespace) {
    Calibration plain = new Calibration(background.centre(), centre, Optional.empty());
    List<Double> best = new ArrayList<>();
    for (DenseVector nothing : background.nothing()) {
      nearest(namespace, nothing).ifPresent(unit -> best.add(plain.centredCosine(nothing, unit)));
    }
    double weak = gumbel(best, WEAK);
    double likely = quantile(cosines(plain, background.nothing(), pictures), LIKELY);
    return new Calibration(
        background.centre(),
        centre,
        Optional.of(new Thresholds(Math.min(likely, weak), weak, gumbel(best, STRONG))));
  }

  private static Calibration pictures(DenseVector centre, List<DenseVector> pictures) {
    Calibration plain = new Calibration(centre, centre, Optional.empty());
    List<DenseVector> some = pictures.subList(0, Math.min(PAIRED, pictures.size()));
    List<Double> pairs = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      for (int j = 0; j < i; j++) {
        pairs.add(plain.centredCosine(some.get(i), some.get(j)));
      }
    }
    double[] sorted = sorted(pairs);
    return new Calibration(
        centre,
        centre,
        Optional.of(
            new Thresholds(
                quantile(sorted, LIKELY_PAIR),
                quantile(sorted, WEAK_PAIR),
                quantile(sorted, STRONG_PAIR))));
  }

  /// The picture that a search for `unit` puts first.
  private static Optional<DenseVector> nearest(Namespace namespace, DenseVector unit) {
    return namespace
        .query(
            QueryTarget.of(unit),
            1,
            MetadataFilter.all(),
            new SearchEffort.Automatic(),
            new MatchContents(true, false))
        .matches()
        .stream()
        .findFirst()
        .flatMap(Match::values)
        .flatMap(VectorValues::dense)
        .map(DenseVector::normalized);
  }

  private static double[] cosines(
      Calibration plain, List<DenseVector> queries, List<DenseVector> pictures) {
    return queries.stream()
        .flatMapToDouble(
            query -> pictures.stream().mapToDouble(picture -> plain.centredCosine(query, picture)))
        .sorted()
        .toArray();
  }

  private static double[] sorted(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }

  private static double quantile(double[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)))];
  }

  /// The value that a further maximum exceeds in `1 - share` of all cases.
  private static double gumbel(List<Double> maxima, double share) {
    double mean = maxima.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double variance =
        maxima.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum() / maxima.size();
    double scale = Math.sqrt(6 * variance) / Math.PI;
    return mean - EULER * scale - scale * Math.log(-Math.log(share));
  }
}
