package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.FilterParser;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.vector.Similarity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Namespaces that are there without records, and which fields are indexed.
public interface NamespacesContract extends StoreUnderTest {

  @Test
  default void createdNamespaceStaysWithoutRecordsUntilItIsDeleted() {
    CollectionStore pairs = pairs();
    pairs.createNamespace(new NamespaceSpec("空", MetadataSchema.all()));
    pairs.createNamespace(new NamespaceSpec("full", MetadataSchema.only("k")));
    pairs.upsert("full", List.of(Samples.record("a", 1, 0)));
    pairs.upsert("came", List.of(Samples.record("a", 1, 0)));
    pairs = reopened("pairs");
    assertThat(pairs.namespaces().values())
        .containsExactly(
            new NamespaceStats("came", 1, MetadataSchema.all()),
            new NamespaceStats("full", 1, MetadataSchema.only("k")),
            new NamespaceStats("空", 0, MetadataSchema.all()));
    pairs.deleteMatching("full", Samples.ALL);
    assertThat(Samples.counts(pairs)).isEqualTo(Map.of("came", 1L, "full", 0L, "空", 0L));
    assertThat(pairs.deleteNamespace("空")).isTrue();
    assertThat(pairs.deleteNamespace("空")).isFalse();
    assertThat(pairs.deleteNamespace("full")).isTrue();
    assertThat(pairs.deleteNamespace("came")).isTrue();
    assertThat(pairs.namespaces()).isEmpty();
    assertThat(reopened("pairs").namespaces()).isEmpty();
  }

  @Test
  default void namespaceThatIsThereCannotBeCreated() {
    CollectionStore pairs = pairs();
    pairs.upsert("came", List.of(Samples.record("a", 1, 0)));
    pairs.createNamespace(new NamespaceSpec("made", MetadataSchema.all()));
    for (String taken : List.of("came", "made")) {
      assertThatThrownBy(
              () -> pairs.createNamespace(new NamespaceSpec(taken, MetadataSchema.all())))
          .isInstanceOf(Conflict.class)
          .hasMessageContaining("namespace: " + taken + " exists");
    }
    assertThatThrownBy(() -> pairs.createNamespace(new NamespaceSpec("a\0b", MetadataSchema.all())))
        .isInstanceOf(InvalidRequest.class);
  }

  @Test
  default void fieldsThatAreNotIndexedComeBackButFilterNothing() {
    CollectionStore made =
        store()
            .create(
                new CollectionSpec("named", VectorSpace.dense(2, Similarity.COSINE), NO_MODEL)
                    .withSchema(MetadataSchema.only("genre")));
    VectorRecord record = Samples.record("a", Map.of("genre", "drama", "year", 1999));
    made.upsert("", List.of(record));
    made = reopened("named");
    CollectionStore named = made;
    assertThat(named.fetch("", List.of("a"))).containsExactly(record);
    assertThat(named.count("", FilterParser.parse(Map.of("genre", "drama")))).isEqualTo(1);
    Map<String, Object> nested =
        Map.of("$or", List.of(Map.of("genre", "x"), Map.of("year", Map.of("$gt", 1990))));
    assertThatThrownBy(() -> named.count("", FilterParser.parse(nested)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("filter.year: not indexed (expected: one of [genre])");
    assertThatThrownBy(() -> named.valueCounts("", "year", Samples.ALL))
        .isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> named.deleteMatching("", FilterParser.parse(nested)))
        .isInstanceOf(InvalidRequest.class);
    assertThat(named.count("", Samples.ALL)).isEqualTo(1);
  }

  @Test
  default void schemaOfANamespaceGoesBeforeThatOfTheCollection() {
    CollectionStore pairs = pairs();
    pairs.createNamespace(new NamespaceSpec("n", MetadataSchema.only("k")));
    VectorRecord record = Samples.record("a", Map.of("k", "v", "other", "w"));
    pairs.upsert("n", List.of(record));
    pairs.upsert("", List.of(record));
    pairs.update("n", List.of(new RecordUpdate("a", record.metadata())));
    assertThat(pairs.count("n", FilterParser.parse(Map.of("k", "v")))).isEqualTo(1);
    assertThat(pairs.count("", FilterParser.parse(Map.of("other", "w")))).isEqualTo(1);
    assertThatThrownBy(() -> pairs.count("n", FilterParser.parse(Map.of("other", "w"))))
        .isInstanceOf(InvalidRequest.class);
    pairs.deleteNamespace("n");
    pairs.upsert("n", List.of(record));
    assertThat(pairs.count("n", FilterParser.parse(Map.of("other", "w")))).isEqualTo(1);
  }
}
