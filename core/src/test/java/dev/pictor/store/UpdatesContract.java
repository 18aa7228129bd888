package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.FilterParser;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataChange;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.VectorValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Parts of records change, the rest stays.
public interface UpdatesContract extends StoreUnderTest {

  @Test
  default void valuesAndMetadataChangeApartAndTogether() {
    CollectionStore pairs = pairs();
    pairs.upsert(
        "", List.of(Samples.record("a", Map.of("x", 1)), Samples.record("b", Map.of("x", 1))));
    Metadata y = MetadataParser.parse(Map.of("y", 2));
    VectorValues up = VectorValues.of(DenseVector.copyOf(0, 5));
    assertThat(
            pairs.update(
                "",
                List.of(
                    new RecordUpdate("a", up),
                    new RecordUpdate("b", Optional.of(up), y),
                    new RecordUpdate("none", up))))
        .isEqualTo(2);
    assertThat(reopened("pairs").fetch("", List.of("a", "b", "none")))
        .containsExactly(
            new VectorRecord("a", up, MetadataParser.parse(Map.of("x", 1))),
            new VectorRecord("b", up, MetadataParser.parse(Map.of("x", 1, "y", 2))));
    assertThat(Samples.ids(store().collection("pairs").orElseThrow().query(Samples.query(9, 0, 1))))
        .containsExactly("a", "b");
  }

  @Test
  default void updatesOfOneIdFollowEachOther() {
    CollectionStore pairs = pairs();
    pairs.upsert("", List.of(Samples.record("a", Map.of("x", 1))));
    pairs.update(
        "",
        List.of(
            new RecordUpdate("a", MetadataParser.parse(Map.of("y", 1, "z", 1))),
            new RecordUpdate("a", MetadataParser.parse(Map.of("z", 2)))));
    assertThat(pairs.fetch("", List.of("a")))
        .containsExactly(Samples.record("a", Map.of("x", 1, "y", 1, "z", 2)));
  }

  @Test
  default void fieldsGoByNameAndByFilter() {
    CollectionStore pairs = pairs();
    pairs.upsert(
        "",
        List.of(
            Samples.record("a", Map.of("x", 1, "y", 1)),
            Samples.record("b", Map.of("x", 1, "y", 2))));
    MetadataChange moved =
        new MetadataChange(MetadataParser.parse(Map.of("z", 3)), Set.of("x", "none"));
    pairs.update("", List.of(new RecordUpdate("a", Optional.empty(), moved)));
    assertThat(pairs.count("", FilterParser.parse(Map.of("x", Map.of("$exists", true)))))
        .isEqualTo(1);
    assertThat(pairs.updateMatching("", FilterParser.parse(Map.of("y", 2)), moved)).isEqualTo(1);
    assertThat(reopened("pairs").fetch("", List.of("a", "b")))
        .containsExactly(
            Samples.record("a", Map.of("y", 1, "z", 3)),
            Samples.record("b", Map.of("y", 2, "z", 3)));
  }

  @Test
  default void updateOfAnotherDimensionIsRefused() {
    CollectionStore pairs = pairs();
    pairs.upsert("", List.of(Samples.record("a", 1, 0)));
    assertThatThrownBy(
            () ->
                pairs.update(
                    "",
                    List.of(new RecordUpdate("a", VectorValues.of(DenseVector.copyOf(1, 2, 3))))))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("dimension: 3 (expected: 2, collection: pairs, id: a)");
    assertThat(pairs.fetch("", List.of("a"))).containsExactly(Samples.record("a", 1, 0));
  }

  @Test
  default void updateByFilterReachesAllThatMatchAndNoOthers() {
    CollectionStore pairs = pairs();
    List<VectorRecord> records = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      records.add(Samples.record("r" + i, Map.of("group", i % 5)));
    }
    pairs.upsert("", records);
    pairs.upsert("other", List.of(Samples.record("r0", Map.of("group", 0))));
    MetadataFilter group = FilterParser.parse(Map.of("group", 0));
    Metadata seen = MetadataParser.parse(Map.of("seen", true));
    assertThat(pairs.updateMatching("", group, seen)).isEqualTo(100);
    MetadataFilter marked = FilterParser.parse(Map.of("seen", true));
    assertThat(pairs.count("", marked)).isEqualTo(100);
    assertThat(pairs.count("other", marked)).isZero();
    assertThat(pairs.fetch("", List.of("r5", "r6")))
        .containsExactly(
            Samples.record("r5", Map.of("group", 0, "seen", true)),
            Samples.record("r6", Map.of("group", 1)));
    assertThat(pairs.count("", Samples.ALL)).isEqualTo(500);
    assertThat(pairs.updateMatching("none", group, seen)).isZero();
  }

  @Test
  default void updateByFilterThatMakesOneRecordTooLargeChangesNone() {
    CollectionStore pairs = pairs();
    pairs.upsert(
        "",
        List.of(
            Samples.record("a", Map.of("k", 1)),
            Samples.record("b", Map.of("k", 1, "x", "x".repeat(30_000)))));
    Metadata more = MetadataParser.parse(Map.of("y", "y".repeat(20_000)));
    assertThatThrownBy(() -> pairs.updateMatching("", FilterParser.parse(Map.of("k", 1)), more))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("40960");
    assertThat(pairs.fetch("", List.of("a"))).containsExactly(Samples.record("a", Map.of("k", 1)));
  }

  @Test
  default void fetchByFilterComesInPagesWithVectors() {
    CollectionStore pairs = pairs();
    List<VectorRecord> records = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      records.add(Samples.record("r" + i, Map.of("odd", i % 2 == 1)));
    }
    pairs.upsert("", records);
    MetadataFilter odd = FilterParser.parse(Map.of("odd", true));
    Page<VectorRecord> first = pairs.fetchMatching("", odd, "", 3);
    assertThat(first.records()).containsExactly(records.get(1), records.get(3), records.get(5));
    Page<VectorRecord> last = pairs.fetchMatching("", odd, first.next().orElseThrow(), 3);
    assertThat(last).isEqualTo(new Page<>(List.of(records.get(7)), Optional.empty()));
  }
}
