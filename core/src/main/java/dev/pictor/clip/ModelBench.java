package dev.pictor.clip;

import ai.onnxruntime.OrtException;
import dev.pictor.error.BrokenModel;
import dev.pictor.image.Picture;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/// How fast a model is on this machine, and how near its vectors are to those of another. To be
/// used on platform threads, while nothing else runs; each measurement takes the time it is given.
///
/// Pictures are made here and already have the tower's size: decoding is the same for all models.
public final class ModelBench {

  private static final int SAMPLES = 12;
  private static final int LEAST_RUNS = 3;
  private static final long SEED = 7;

  private final ComputeDevice device;
  private final Duration time;

  /// @param time of each measurement
  public ModelBench(ComputeDevice device, Duration time) {
    this.device = device;
    this.time = time;
  }

  /// @param load until the model could answer
  /// @param picture median of a lone picture's run
  /// @param picturesASecond when many wait
  /// @param text median of a lone text of eight words, tokenizing included
  /// @param textsASecond when many wait
  public record Speed(
      Duration load,
      Duration picture,
      double picturesASecond,
      Duration text,
      double textsASecond) {}

  /// @throws dev.pictor.error.NotFound naming the installed models
  /// @throws BrokenModel naming the file
  public Speed measure(ModelCatalog catalog, String name) {
    long start = System.nanoTime();
    try (ClipModel model = catalog.load(name, device)) {
      Duration load = Duration.ofNanos(System.nanoTime() - start);
      int pictures = model.images().together();
      int texts = model.textsTogether();
      try (PictureBatch batch = batch(model, pictures)) {
        Duration[] picture = runs(() -> model.images().encode(batch, 0, 1));
        Duration[] together = runs(() -> model.images().encode(batch, 0, pictures));
        Duration[] text = runs(() -> model.encode(sentences(1)));
        Duration[] several = runs(() -> model.encode(sentences(texts)));
        return new Speed(
            load, median(picture), rate(together, pictures), median(text), rate(several, texts));
      }
    }
  }

  /// How near the vectors are that two models give the same pictures and texts.
  ///
  /// @throws dev.pictor.error.NotFound naming the installed models
  /// @throws BrokenModel naming the file
  public Agreement agreement(ModelCatalog catalog, String name, String other) {
    List<DenseVector> mine = vectors(catalog, name);
    List<DenseVector> theirs = vectors(catalog, other);
    if (mine.getFirst().dimension() != theirs.getFirst().dimension()) {
      return new Agreement(0, 0);
    }
    return new Agreement(
        cosine(mine.subList(0, SAMPLES), theirs.subList(0, SAMPLES)),
        cosine(mine.subList(SAMPLES, 2 * SAMPLES), theirs.subList(SAMPLES, 2 * SAMPLES)));
  }

  /// @param pictures mean cosine; 0 when the models' dimensions differ
  /// @param texts likewise
  public record Agreement(double pictures, double texts) {}

  private List<DenseVector> vectors(ModelCatalog catalog, String name) {
    try (ClipModel model = catalog.load(name, device);
        PictureBatch batch = batch(model, SAMPLES)) {
      List<DenseVector> vectors = new ArrayList<>();
      model.images().encode(batch, 0, SAMPLES).stream().map(UnitVectors::of).forEach(vectors::add);
      model.encode(sentences(SAMPLES)).stream().map(EncodedText::vector).forEach(vectors::add);
      return vectors;
    } catch (OrtException e) {
      throw new BrokenModel(name + ": cannot run: " + e.getMessage(), e);
    }
  }

  private static double cosine(List<DenseVector> a, List<DenseVector> b) {
    return IntStream.range(0, a.size())
        .mapToDouble(i -> Similarity.COSINE.score(a.get(i), b.get(i)))
        .average()
        .orElseThrow();
  }

  private interface Run {
    Object once() throws OrtException;
  }

  /// Durations of runs one after another; a light model's are on one core each, as its callers are.
  private Duration[] runs(Run run) {
    try {
      Object _ = run.once();
      List<Duration> durations = new ArrayList<>();
      long end = System.nanoTime() + time.toNanos();
      while (durations.size() < LEAST_RUNS || System.nanoTime() < end) {
        long start = System.nanoTime();
        Object _ = run.once();
        durations.add(Duration.ofNanos(System.nanoTime() - start));
      }
      return durations.toArray(Duration[]::new);
    } catch (OrtException e) {
      throw new BrokenModel("model: cannot run: " + e.getMessage(), e);
    }
  }

  private static Duration median(Duration[] durations) {
    Arrays.sort(durations);
    return durations[durations.length / 2];
  }

  /// By the median, which the pauses of a shared machine do not move. A model whose runs take one
  /// core has as many of them at a time as there are cores.
  private double rate(Duration[] durations, int together) {
    double seconds = median(durations).toNanos() / 1e9;
    return together / seconds * (together == 1 ? device.threads() : 1);
  }

  private static PictureBatch batch(ClipModel model, int count) {
    Preprocessor preprocessor = model.images().preprocessor();
    PictureBatch batch = new PictureBatch(preprocessor, count);
    RandomGenerator random = RandomGeneratorFactory.getDefault().create(SEED);
    for (int i = 0; i < count; i++) {
      batch.put(i, preprocessor.resize(picture(random)));
    }
    return batch;
  }

  /// Large spots of colour under a little noise: more like a photo than noise alone.
  private static Picture picture(RandomGenerator random) {
    int side = 320;
    double[] waves = random.doubles(9, 0.2, 3).toArray();
    byte[] rgb = new byte[side * side * 3];
    for (int i = 0; i < rgb.length; i++) {
      int channel = i % 3;
      int row = i / 3 / side;
      int column = i / 3 % side;
      double x = column * Math.TAU / side;
      double y = row * Math.TAU / side;
      double wave =
          Math.sin(waves[channel] * x + waves[3 + channel]) * Math.cos(waves[6 + channel] * y);
      rgb[i] = (byte) Math.clamp(Math.round(127 + 90 * wave + random.nextGaussian() * 8), 0, 255);
    }
    return new Picture(side, side, rgb);
  }

  private static List<String> sentences(int count) {
    List<String> things =
        List.of("a red car", "two dogs", "an old bridge", "a bowl of soup", "a snowy mountain");
    List<String> places =
        List.of("in the morning", "beside a quiet lake", "on a busy street", "in a small room");
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                "a photo of " + things.get(i % things.size()) + " " + places.get(i % places.size()))
        .toList();
  }
}
