package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.FilterMatcher;
import dev.pictor.metadata.FilterParser;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import dev.pictor.vector.SparseVector;
import dev.pictor.vector.VectorValues;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Sparse vectors alone and beside dense ones.
public interface SparseContract extends StoreUnderTest {

  private static SparseVector sparse(int[] indices, float... values) {
    return SparseVector.copyOf(indices, values);
  }

  private static VectorRecord record(String id, VectorValues values) {
    return new VectorRecord(id, values, Metadata.empty());
  }

  private static VectorQuery query(VectorValues values, int topK) {
    return new VectorQuery("", new QueryTarget.Values(values), topK, Samples.ALL);
  }

  private CollectionStore sparseOnes() {
    return store().create(new CollectionSpec("sparse", new VectorSpace.Sparse(), NO_MODEL));
  }

  @Test
  default void sparseVectorsComeBackBitForBitInTheirOrder() {
    List<VectorRecord> records =
        List.of(
            record("a", VectorValues.of(sparse(new int[] {7, -1, 0}, 0.5f, -0.25f, 1e-30f))),
            record("b", VectorValues.of(sparse(new int[] {Integer.MIN_VALUE}, -0.0f))));
    sparseOnes().upsert("", records);
    assertThat(reopened("sparse").fetch("", List.of("a", "b"))).isEqualTo(records);
    assertThat(store().verify("sparse").problems()).isEmpty();
  }

  @Test
  default void sparseQueryFindsThoseThatShareAnIndexByInnerProduct() {
    CollectionStore made = sparseOnes();
    made.upsert(
        "",
        List.of(
            record("apart", VectorValues.of(sparse(new int[] {9}, 100))),
            record("high", VectorValues.of(sparse(new int[] {1, 2}, 1, 2))),
            record("low", VectorValues.of(sparse(new int[] {2, 3}, -1, 5)))));
    QueryResult result = made.query(query(VectorValues.of(sparse(new int[] {2, 1}, 3, 0.5f)), 10));
    assertThat(result.matches())
        .extracting(Match::id, Match::score)
        .containsExactly(tuple("high", 6.5f), tuple("low", -3f));
    assertThat(result.plan()).isEqualTo(QueryResult.Plan.SPARSE_SCAN);
    assertThat(result.visited()).isEqualTo(2);
  }

  @Test
  default void vectorsOfAnotherKindAreRefused() {
    CollectionStore made = sparseOnes();
    CollectionStore cosine = pairs();
    CollectionStore product = create("product", 2, Similarity.DOT_PRODUCT);
    VectorValues dense = VectorValues.of(DenseVector.copyOf(1, 2));
    VectorValues sparse = VectorValues.of(sparse(new int[] {1}, 1));
    VectorValues both = dense.with(sparse);
    assertRefused(made, dense, "dense values (expected: only sparse ones, collection: sparse");
    assertRefused(made, both, "dense values (expected: only sparse ones, collection: sparse");
    assertRefused(cosine, sparse, "need the similarity DOT_PRODUCT");
    assertRefused(cosine, both, "need the similarity DOT_PRODUCT");
    assertRefused(product, sparse, "only sparse values (expected: dense ones, collection: product");
    product.upsert("", List.of(record("a", dense)));
    product.update("", List.of(new RecordUpdate("a", sparse)));
    assertThat(product.fetch("", List.of("a"))).containsExactly(record("a", both));
  }

  private static void assertRefused(CollectionStore collection, VectorValues values, String why) {
    assertThatThrownBy(() -> collection.upsert("", List.of(record("x", values))))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining(why);
    assertThatThrownBy(() -> collection.query(query(values, 1)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining(why);
  }

  @Test
  default void hybridScoresAreTheSumOfBothInnerProducts() {
    Random random = new Random(RandomRecords.seed());
    CollectionStore hybrid = create("hybrid", 4, Similarity.DOT_PRODUCT);
    RandomRecords records = new RandomRecords(random);
    List<VectorRecord> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      VectorValues values = VectorValues.of(records.vector(4));
      Metadata metadata = MetadataParser.parse(Map.of("group", i % 3));
      all.add(
          new VectorRecord("r" + i, i % 2 == 0 ? values : values.with(sparse(random)), metadata));
    }
    hybrid.upsert("", all);
    for (int round = 0; round < 20; round++) {
      VectorValues query = VectorValues.of(records.vector(4)).with(sparse(random));
      MetadataFilter filter =
          round % 2 == 0 ? Samples.ALL : FilterParser.parse(Map.of("group", round % 3));
      List<String> expected =
          all.stream()
              .filter(each -> FilterMatcher.matches(filter, each.metadata()))
              .sorted(
                  Comparator.<VectorRecord>comparingDouble(each -> -product(query, each.values()))
                      .thenComparing(VectorRecord::id))
              .limit(10)
              .map(VectorRecord::id)
              .toList();
      QueryResult result =
          hybrid.query(new VectorQuery("", new QueryTarget.Values(query), 10, filter));
      assertThat(Samples.ids(result)).isEqualTo(expected);
      Match first = result.matches().getFirst();
      assertThat(first.score())
          .isCloseTo(
              (float) product(query, hybrid.fetch("", List.of(first.id())).getFirst().values()),
              within(1e-4f));
    }
  }

  private static VectorValues sparse(Random random) {
    int[] indices = random.ints(0, 40).distinct().limit(1 + random.nextInt(6)).toArray();
    float[] values = new float[indices.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return VectorValues.of(SparseVector.copyOf(indices, values));
  }

  /// The plain twin.
  private static double product(VectorValues a, VectorValues b) {
    double sum = 0;
    DenseVector one = a.dense().orElseThrow();
    DenseVector other = b.dense().orElseThrow();
    for (int i = 0; i < one.dimension(); i++) {
      sum += (double) one.get(i) * other.get(i);
    }
    SparseVector sparse = a.sparse().orElseThrow();
    for (int i = 0; i < sparse.size(); i++) {
      for (int j = 0; j < b.sparse().map(SparseVector::size).orElse(0); j++) {
        if (sparse.index(i) == b.sparse().orElseThrow().index(j)) {
          sum += (double) sparse.value(i) * b.sparse().orElseThrow().value(j);
        }
      }
    }
    return sum;
  }

  @Test
  default void queryByIdTakesTheValuesOfTheRecord() {
    CollectionStore made = sparseOnes();
    made.upsert(
        "",
        List.of(
            record("a", VectorValues.of(sparse(new int[] {1}, 2))),
            record("b", VectorValues.of(sparse(new int[] {1}, 1)))));
    VectorQuery ofB = new VectorQuery("", new QueryTarget.OfRecord("b"), 5, Samples.ALL);
    assertThat(Samples.ids(made.query(ofB))).containsExactly("a", "b");
    assertThat(
            made.query(new VectorQuery("", new QueryTarget.OfRecord("none"), 5, Samples.ALL))
                .matches())
        .isEmpty();
    Match whole = made.query(ofB.withContents(new MatchContents(true, false))).matches().getFirst();
    assertThat(whole.values()).contains(VectorValues.of(sparse(new int[] {1}, 2)));
  }
}
