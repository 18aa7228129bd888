package dev.pictor.store;

import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataFilter.Comparator;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.vector.DenseVector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Records and filters over few fields and values, so that filters match some of them. The seed is
/// printed; `-Dpictor.seed=N` sets it.
final class RandomRecords {

  private static final List<String> FIELDS = List.of("a", "b", "c", "日期");
  private static final List<String> TEXTS =
      List.of(
          "", "x", "y", "1", "true", "2024-03-01", "2024-03-01T10:00:00", "2024-04-09", "长", "Été");
  private static final List<String> PARTS = List.of("X", "y", "1", "T10", "2024-0", "长", "É");
  private static final List<MetadataFilter.TextMatch.Kind> KINDS =
      List.of(MetadataFilter.TextMatch.Kind.values());
  private static final List<Comparator> RANGES =
      List.of(Comparator.GT, Comparator.GTE, Comparator.LT, Comparator.LTE);
  private static final List<Double> NUMBERS =
      List.of(0.0, -0.0, 1.0, -1.5, 3.25, 9007199254740992.0, Double.MIN_VALUE, -1e300);

  private final RandomGenerator random;

  RandomRecords(RandomGenerator random) {
    this.random = random;
  }

  static long seed() {
    long seed = Long.getLong("pictor.seed", System.nanoTime());
    System.out.println("pictor.seed=" + seed);
    return seed;
  }

  DenseVector vector(int dimension) {
    float[] values = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return DenseVector.wrap(values);
  }

  Metadata metadata() {
    Map<String, MetadataValue> fields = new LinkedHashMap<>();
    for (String field : FIELDS) {
      if (random.nextInt(3) > 0) {
        fields.put(field, random.nextInt(4) == 0 ? list() : scalar());
      }
    }
    return Metadata.copyOf(fields);
  }

  private MetadataValue list() {
    return new MetadataValue.TextList(
        IntStream.range(0, random.nextInt(4)).mapToObj(_ -> pick(TEXTS)).toList());
  }

  private MetadataValue scalar() {
    return switch (random.nextInt(3)) {
      case 0 -> new MetadataValue.Text(pick(TEXTS));
      case 1 -> new MetadataValue.Numeric(pick(NUMBERS));
      default -> new MetadataValue.Flag(random.nextBoolean());
    };
  }

  MetadataFilter filter(int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 6)) {
      case 0, 1 ->
          new MetadataFilter.Comparison(pick(FIELDS), pick(List.of(Comparator.values())), scalar());
      case 2 ->
          new MetadataFilter.Membership(
              pick(FIELDS),
              IntStream.range(0, random.nextInt(4)).mapToObj(_ -> scalar()).toList(),
              random.nextBoolean());
      case 3 -> new MetadataFilter.Exists(pick(FIELDS), random.nextBoolean());
      case 4 -> new MetadataFilter.TextMatch(pick(FIELDS), pick(KINDS), pick(PARTS));
      case 5 -> new MetadataFilter.TextRange(pick(FIELDS), pick(RANGES), pick(TEXTS));
      case 6 -> new MetadataFilter.And(filters(depth - 1));
      case 7 -> new MetadataFilter.Or(filters(depth - 1));
      default -> new MetadataFilter.Not(filter(depth - 1));
    };
  }

  private List<MetadataFilter> filters(int depth) {
    return IntStream.range(0, random.nextInt(4)).mapToObj(_ -> filter(depth)).toList();
  }

  <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
