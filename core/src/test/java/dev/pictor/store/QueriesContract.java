package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pictor.metadata.Metadata;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Scores and their order.
public interface QueriesContract extends StoreUnderTest {

  @Test
  default void scoresAreRawAndTheNearestComesFirst() {
    List<VectorRecord> records =
        List.of(
            Samples.record("far", -1, 0),
            Samples.record("near", 2, 0),
            Samples.record("zero", 0, 0));
    for (Similarity similarity : Similarity.values()) {
      CollectionStore made =
          create(similarity.name().toLowerCase(Locale.ROOT).replace('_', '-'), 2, similarity);
      made.upsert("", records);
      QueryResult result = made.query(Samples.query(3, 3, 0));
      assertThat(result.matches().getFirst().id()).isEqualTo("near");
      for (Match match : result.matches()) {
        DenseVector vector = made.fetch("", List.of(match.id())).getFirst().vector();
        assertThat(match.score())
            .isCloseTo(similarity.score(DenseVector.copyOf(3, 0), vector), within(1e-6f));
      }
    }
  }

  @Test
  default void lengthsBeyondFloatAreNormalised() {
    CollectionStore pairs = pairs();
    pairs.upsert(
        "",
        List.of(Samples.record("long", 3e30f, 4e30f), Samples.record("short", 3e-30f, -4e-30f)));
    QueryResult result = pairs.query(Samples.query(2, 6e25f, 8e25f));
    assertThat(Samples.ids(result)).containsExactly("long", "short");
    assertThat(result.matches().getFirst().score()).isCloseTo(1f, within(1e-6f));
    assertThat(result.matches().getLast().score()).isCloseTo(-0.28f, within(1e-6f));
  }

  @Test
  default void equallyNearRecordsComeInTheOrderOfTheirIds() {
    CollectionStore pairs = pairs();
    for (String id : List.of("d", "b", "é", "a", "c")) {
      pairs.upsert("", List.of(Samples.record(id, 1, 1)));
    }
    assertThat(Samples.ids(pairs.query(Samples.query(3, 1, 0)))).containsExactly("a", "b", "c");
    assertThat(Samples.ids(pairs.query(Samples.query(9, 0, 0))))
        .containsExactly("a", "b", "c", "d", "é");
  }

  @Test
  default void twentyThousandDimensionsAreSearched() {
    RandomRecords random = new RandomRecords(new Random(7));
    CollectionStore wide = create("wide", 20_000, Similarity.COSINE);
    DenseVector vector = random.vector(20_000);
    wide.upsert("", List.of(new VectorRecord("w", vector, Metadata.empty())));
    QueryResult result = wide.query(new VectorQuery("", vector, 1, Samples.ALL));
    assertThat(result.matches().getFirst().score()).isCloseTo(1f, within(1e-5f));
    assertThat(wide.fetch("", List.of("w")).getFirst().vector()).isEqualTo(vector);
  }
}
