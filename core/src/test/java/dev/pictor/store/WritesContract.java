package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.metadata.FilterParser;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written is what is there, under the id it was written to.
public interface WritesContract extends StoreUnderTest {

  @ParameterizedTest
  @EnumSource(Similarity.class)
  default void vectorsComeBackBitForBitAfterReopening(Similarity similarity) {
    List<VectorRecord> records =
        List.of(
            Samples.record("long", 3e18f, -4e18f, 0),
            Samples.record("short", Float.MIN_VALUE, -0.0f, 0),
            Samples.record("zero", 0, 0, -0.0f),
            Samples.record("unit", 0.6f, 0.8f, 0));
    create("bits", 3, similarity).upsert("", records);
    assertThat(reopened("bits").fetch("", List.of("long", "short", "zero", "unit")))
        .isEqualTo(records);
  }

  /// Their products leave the range of float32, and no order is left among matches.
  @ParameterizedTest
  @EnumSource(value = Similarity.class, names = "COSINE", mode = EnumSource.Mode.EXCLUDE)
  default void vectorsTooLongToCompareAreRefused(Similarity similarity) {
    CollectionStore far = create("far", 2, similarity);
    far.upsert("", List.of(Samples.record("longest", -8e18f, 0)));
    assertThatThrownBy(() -> far.upsert("", List.of(Samples.record("longer", 7e18f, 7e18f))))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContainingAll("length 9.90e+18", "at most 8e+18", "far", "longer");
    assertThatThrownBy(() -> far.query(Samples.query(1, 3e38f, 0)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("query");
    assertThat(far.query(Samples.query(2, 8e18f, 0)).matches())
        .singleElement()
        .satisfies(match -> assertThat(Float.isFinite(match.score())).isTrue());
  }

  @Test
  default void fetchKeepsTheOrderAskedAndSkipsUnknownIds() {
    CollectionStore pairs = pairs();
    pairs.upsert("", List.of(Samples.record("a", 1, 0), Samples.record("b", 0, 1)));
    assertThat(pairs.fetch("", List.of("b", "none", "a", "b")))
        .extracting(VectorRecord::id)
        .containsExactly("b", "a");
  }

  @Test
  default void lastRecordOfAnIdWins() {
    CollectionStore pairs = pairs();
    pairs.upsert("", List.of(Samples.record("a", 1, 0), Samples.record("a", 0, 1)));
    pairs.upsert("", List.of(Samples.record("b", 1, 0)));
    pairs.upsert("", List.of(Samples.record("b", 2, 2)));
    assertThat(pairs.fetch("", List.of("a", "b")))
        .containsExactly(Samples.record("a", 0, 1), Samples.record("b", 2, 2));
    assertThat(pairs.count("", Samples.ALL)).isEqualTo(2);
  }

  @Test
  default void wrongDimensionWritesNothingAndNamesAllThatMatters() {
    CollectionStore pairs = pairs();
    assertThatThrownBy(
            () ->
                pairs.upsert(
                    "", List.of(Samples.record("ok", 1, 0), Samples.record("bad", 1, 0, 0))))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("dimension: 3 (expected: 2, collection: pairs, id: bad)");
    assertThat(pairs.count("", Samples.ALL)).isZero();
    assertThatThrownBy(() -> pairs.query(Samples.query(1, 1, 2, 3)))
        .isInstanceOf(InvalidRequest.class);
  }

  @Test
  default void namespacesAreApartAndCountedExactly() {
    CollectionStore pairs = pairs();
    pairs.upsert("", List.of(Samples.record("a", 1, 0), Samples.record("b", 1, 0)));
    pairs.upsert("n", List.of(Samples.record("a", 0, 1)));
    pairs.upsert("n2", List.of(Samples.record("c", 0, 1)));
    assertThat(Samples.counts(pairs)).isEqualTo(Map.of("", 2L, "n", 1L, "n2", 1L));
    assertThat(Samples.ids(pairs.query(Samples.query(9, 0, 1)))).containsExactly("a", "b");
    pairs.deleteNamespace("n");
    assertThat(Samples.counts(pairs)).isEqualTo(Map.of("", 2L, "n2", 1L));
    assertThat(pairs.fetch("n", List.of("a"))).isEmpty();
    assertThat(pairs.fetch("", List.of("a"))).hasSize(1);
  }

  @Test
  default void namespaceWithNulIsRefused() {
    CollectionStore pairs = pairs();
    assertThatThrownBy(() -> pairs.upsert("a\0b", List.of(Samples.record("x", 1, 0))))
        .isInstanceOf(InvalidRequest.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "a/b#c?d", "图片/红.jpg", "😀", "nul\0inside", "__default__"})
  default void idsAreOpaque(String id) {
    CollectionStore pairs = pairs();
    pairs.upsert("", List.of(Samples.record(id, 1, 0)));
    assertThat(pairs.fetch("", List.of(id))).containsExactly(Samples.record(id, 1, 0));
    assertThat(Samples.ids(pairs.query(Samples.query(1, 1, 0)))).containsExactly(id);
    assertThat(Samples.ids(pairs.page("", "", Samples.ALL, "", 5))).containsExactly(id);
    assertThat(pairs.delete("", List.of(id))).isEqualTo(1);
  }

  @Test
  default void idOf512BytesIsKeptAndHalfASurrogatePairRefused() {
    CollectionStore pairs = pairs();
    String longest = "é".repeat(256);
    pairs.upsert("", List.of(Samples.record(longest, 1, 0)));
    assertThat(pairs.fetch("", List.of(longest))).hasSize(1);
    assertThatThrownBy(() -> pairs.upsert("", List.of(Samples.record("\ud800", 1, 0))))
        .isInstanceOf(InvalidRequest.class);
  }

  @Test
  default void mergedMetadataAboveTheLimitIsRefusedAndChangesNothing() {
    CollectionStore pairs = pairs();
    VectorRecord old = Samples.record("a", Map.of("x", "x".repeat(30_000)));
    pairs.upsert("", List.of(old));
    Metadata more = MetadataParser.parse(Map.of("y", "y".repeat(30_000)));
    assertThatThrownBy(() -> pairs.update("", List.of(new RecordUpdate("a", more))))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("40960");
    assertThat(pairs.fetch("", List.of("a"))).containsExactly(old);
  }

  @Test
  default void mergingKeepsVectorsAndOtherFieldsAndSkipsUnknownIds() {
    CollectionStore pairs = pairs();
    pairs.upsert(
        "", List.of(Samples.record("a", Map.of("x", "1", "y", 2)), Samples.record("b", 3, 4)));
    Metadata change = MetadataParser.parse(Map.of("x", "new"));
    assertThat(
            pairs.update(
                "", Stream.of("a", "b", "none").map(id -> new RecordUpdate(id, change)).toList()))
        .isEqualTo(2);
    assertThat(pairs.fetch("", List.of("a", "b", "none")))
        .containsExactly(
            Samples.record("a", Map.of("x", "new", "y", 2)),
            new VectorRecord("b", DenseVector.copyOf(3, 4), change));
    assertThat(pairs.count("", FilterParser.parse(Map.of("x", "new")))).isEqualTo(2);
    assertThat(pairs.count("", FilterParser.parse(Map.of("x", "1")))).isZero();
  }

  @Test
  default void deletedRecordNeverMatches() {
    CollectionStore pairs = pairs();
    pairs.upsert(
        "", List.of(Samples.record("a", Map.of("k", "v")), Samples.record("b", Map.of("k", "w"))));
    assertThat(pairs.delete("", List.of("a", "a", "none"))).isEqualTo(1);
    assertThat(Samples.ids(pairs.query(Samples.query(9, 1, 2)))).containsExactly("b");
    assertThat(pairs.valueCounts("", "k", Samples.ALL)).isEqualTo(new TreeMap<>(Map.of("w", 1L)));
    assertThat(pairs.deleteMatching("", FilterParser.parse(Map.of("k", "v")))).isZero();
    assertThat(pairs.deleteMatching("", FilterParser.parse(Map.of("k", "w")))).isEqualTo(1);
    assertThat(pairs.namespaces()).isEmpty();
  }

  @Test
  default void verifyCountsWhatIsThere() {
    CollectionStore pairs = pairs();
    pairs.upsert("", List.of(Samples.record("a", 3, 4), Samples.record("b", Map.of("x", "y"))));
    pairs.upsert("n", List.of(Samples.record("a", 0, 0)));
    pairs.upsert("", List.of(Samples.record("b", 2, 2)));
    pairs.delete("", List.of("a"));
    VerifyReport report = store().verify("pairs");
    assertThat(report.problems()).isEmpty();
    assertThat(report.records()).isEqualTo(2);
    assertThat(report.namespaces()).isEqualTo(new TreeMap<>(Map.of("", 1L, "n", 1L)));
    assertThat(report.bytes()).isPositive();
    assertThatThrownBy(() -> store().verify("none")).isInstanceOf(NotFound.class);
  }
}
