package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pictor.metadata.FilterParser;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.lucene.index.FloatVectorValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Estimates beside the exact nearness, and searches by them beside exact ones.
class BinaryCodesTest {

  /// Estimates from a hundred candidates on, and never walks.
  private static final StoreTuning CODES =
      new StoreTuning(100, Integer.MAX_VALUE, Integer.MAX_VALUE, 0.25f, 20);

  private static final int RECORDS = 3_000;

  private final Random random = new Random(3);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "1, COSINE",
    "2, DOT_PRODUCT",
    "63, COSINE",
    "64, EUCLIDEAN",
    "65, DOT_PRODUCT",
    "300, COSINE",
    "512, EUCLIDEAN",
    "1000, DOT_PRODUCT"
  })
  void estimatesGrowAsTheNearnessDoes(int dimension, Similarity similarity) throws Exception {
    List<float[]> vectors = Stream.generate(() -> vector(dimension)).limit(RECORDS).toList();
    FloatVectorValues values = FloatVectorValues.fromFloats(vectors, dimension);
    float[] query = vector(dimension);
    BinaryCodes.Estimates estimates =
        BinaryCodes.of(values, SegmentCentre.of(values), similarity).estimates(query);
    double[] exact =
        vectors.stream().mapToDouble(each -> nearness(query, each, similarity)).toArray();
    double[] estimated = IntStream.range(0, RECORDS).mapToDouble(estimates::of).toArray();
    double slope = covariance(exact, estimated) / covariance(exact, exact);
    assertThat(slope).isCloseTo(1, within(0.1));
    // Of a number's square the sign alone tells 2 / pi, whatever the dimension.
    double told = slope * covariance(exact, estimated) / covariance(estimated, estimated);
    assertThat(told).isGreaterThan(0.55);
  }

  @ParameterizedTest
  @EnumSource
  void aScanByEstimatesFindsWhatAnExactOneFinds(Similarity similarity) {
    try (LuceneStore store = LuceneStore.open(folder, CODES)) {
      CollectionStore collection =
          store.create(new CollectionSpec("c", 64, similarity, new ModelBinding.Unattested()));
      List<float[]> centres = Stream.generate(() -> vector(64)).limit(30).toList();
      for (int part = 0; part < 2; part++) {
        collection.upsert("", records(centres, part));
      }
      for (int topK : new int[] {1, 10, 200}) {
        for (MetadataFilter filter :
            List.of(MetadataFilter.all(), FilterParser.parse(Map.of("even", true)))) {
          assertThat(recall(collection, centres, topK, filter)).isGreaterThan(0.995);
        }
      }
    }
  }

  /// Products that leave the range of float32 are compared instead.
  @Test
  void hugeVectorsAreFoundAllTheSame() {
    try (LuceneStore store = LuceneStore.open(folder, CODES)) {
      CollectionStore collection =
          store.create(
              new CollectionSpec("c", 300, Similarity.DOT_PRODUCT, new ModelBinding.Unattested()));
      List<VectorRecord> records = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        float[] values = new float[300];
        values[i] = i % 2 == 0 ? 7e18f : -7e18f;
        records.add(new VectorRecord("r" + i, DenseVector.wrap(values), Metadata.empty()));
      }
      collection.upsert("", records);
      for (int i = 0; i < 300; i += 25) {
        QueryResult found =
            collection.query(
                new VectorQuery(
                    "", records.get(i).values().dense().orElseThrow(), 1, MetadataFilter.all()));
        assertThat(found.plan()).isEqualTo(QueryResult.Plan.CODED_SCAN);
        assertThat(found.matches().getFirst().id()).isEqualTo("r" + i);
      }
    }
  }

  private List<VectorRecord> records(List<float[]> centres, int part) {
    List<VectorRecord> records = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      records.add(
          new VectorRecord(
              part + "-" + i,
              near(centres.get(random.nextInt(centres.size()))),
              MetadataParser.parse(Map.of("even", i % 2 == 0))));
    }
    return records;
  }

  private double recall(
      CollectionStore collection, List<float[]> centres, int topK, MetadataFilter filter) {
    int found = 0;
    int wanted = 0;
    for (int i = 0; i < 30; i++) {
      VectorQuery query = new VectorQuery("", near(centres.get(i)), topK, filter);
      QueryResult estimated = collection.query(query);
      QueryResult exact = collection.query(query.withEffort(new SearchEffort.Exact()));
      assertThat(estimated.plan()).isEqualTo(QueryResult.Plan.CODED_SCAN);
      assertThat(estimated.visited()).isLessThan(exact.visited());
      assertThat(estimated.matches()).hasSize(topK);
      List<Match> right = new ArrayList<>(exact.matches());
      right.retainAll(estimated.matches());
      found += right.size();
      wanted += topK;
    }
    return found / (double) wanted;
  }

  private DenseVector near(float[] centre) {
    float[] values = vector(centre.length);
    for (int i = 0; i < values.length; i++) {
      values[i] = centre[i] + 0.5f * values[i];
    }
    return DenseVector.wrap(values);
  }

  private float[] vector(int dimension) {
    float[] values = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      values[i] = (float) (1 + random.nextGaussian());
    }
    return values;
  }

  private static double nearness(float[] query, float[] vector, Similarity similarity) {
    double sum = 0;
    for (int i = 0; i < query.length; i++) {
      double difference = (double) query[i] - vector[i];
      sum +=
          switch (similarity) {
            case COSINE, DOT_PRODUCT -> (double) query[i] * vector[i];
            case EUCLIDEAN -> -difference * difference;
          };
    }
    return sum;
  }

  private static double covariance(double[] a, double[] b) {
    double meanOfA = Arrays.stream(a).average().orElseThrow();
    double meanOfB = Arrays.stream(b).average().orElseThrow();
    return IntStream.range(0, a.length)
        .mapToDouble(i -> (a[i] - meanOfA) * (b[i] - meanOfB) / a.length)
        .sum();
  }
}
