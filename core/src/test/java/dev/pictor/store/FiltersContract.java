package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.FilterMatcher;
import dev.pictor.metadata.FilterParser;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataFilter.Comparator;
import dev.pictor.metadata.MetadataFilter.TextMatch;
import dev.pictor.metadata.MetadataValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Filters match exactly what their plain twin matches.
public interface FiltersContract extends StoreUnderTest {

  @Test
  default void metadataOf40KilobytesIsKeptSearchableAndCounted() {
    CollectionStore pairs = pairs();
    String text = "长".repeat(13_000);
    VectorRecord big = Samples.record("big", Map.of("t", text, "l", List.of("k", "k")));
    pairs.upsert("", List.of(big, Samples.record("small", Map.of("t", "s"))));
    assertThat(pairs.fetch("", List.of("big"))).containsExactly(big);
    assertThat(pairs.count("", FilterParser.parse(Map.of("t", text)))).isEqualTo(1);
    assertThat(pairs.count("", FilterParser.parse(Map.of("t", text + "x")))).isZero();
    assertThat(pairs.valueCounts("", "t", Samples.ALL))
        .isEqualTo(new TreeMap<>(Map.of(text, 1L, "s", 1L)));
    assertThat(pairs.valueCounts("", "l", Samples.ALL)).isEqualTo(new TreeMap<>(Map.of("k", 1L)));
  }

  @Test
  default void endlessFilterIsRefusedAndHarmsNoOtherWrite() {
    CollectionStore pairs = pairs();
    pairs.upsert("", List.of(Samples.record("a", Map.of("k", "v"))));
    MetadataFilter endless =
        new MetadataFilter.Or(
            IntStream.range(0, 5000)
                .mapToObj(i -> FilterParser.parse(Map.of("f" + i, Map.of("$gt", i))))
                .toList());
    assertThatThrownBy(() -> pairs.deleteMatching("", endless)).isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> pairs.count("", endless)).isInstanceOf(InvalidRequest.class);
    assertThat(pairs.count("", Samples.ALL)).isOne();
  }

  @Test
  default void everyFilterMatchesWhatItsPlainTwinMatches() {
    long seed = RandomRecords.seed();
    RandomRecords random = new RandomRecords(new Random(seed));
    Map<String, Metadata> model = new TreeMap<>();
    CollectionStore pairs = pairs();
    for (int batch = 0; batch < 4; batch++) {
      List<VectorRecord> records = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        records.add(new VectorRecord("r" + batch + "-" + i, random.vector(2), random.metadata()));
      }
      pairs.upsert("", records);
      records.forEach(each -> model.put(each.id(), each.metadata()));
    }
    for (int i = 0; i < 300; i++) {
      MetadataFilter filter = random.filter(3);
      List<String> expected =
          model.entrySet().stream()
              .filter(each -> FilterMatcher.matches(filter, each.getValue()))
              .map(Map.Entry::getKey)
              .toList();
      assertThat(Samples.ids(pairs.page("", "", filter, "", 1000)))
          .as("%s", filter)
          .isEqualTo(expected);
      assertThat(Samples.ids(pairs.query(new VectorQuery("", random.vector(2), 1000, filter))))
          .as("%s", filter)
          .containsExactlyInAnyOrderElementsOf(expected);
      assertThat(pairs.count("", filter)).isEqualTo(expected.size());
    }
  }

  @Test
  default void stringsAreInTheOrderOfTheirCodePointsAndLongOnesInNone() {
    CollectionStore pairs = pairs();
    List<String> sorted = List.of("", "B", "a", "ab", "é", "\uffee", "😀");
    pairs.upsert(
        "",
        IntStream.range(0, sorted.size())
            .mapToObj(i -> Samples.record("r" + i, Map.of("t", sorted.get(i))))
            .toList());
    pairs.upsert("", List.of(Samples.record("long", Map.of("t", "b".repeat(1025)))));
    assertThat(inRange(pairs, Comparator.GT, "ab")).containsExactly("r4", "r5", "r6");
    assertThat(inRange(pairs, Comparator.GTE, "\uffee")).containsExactly("r5", "r6");
    assertThat(inRange(pairs, Comparator.LT, "a")).containsExactly("r0", "r1");
    assertThat(inRange(pairs, Comparator.LTE, "")).containsExactly("r0");
    assertThatThrownBy(() -> inRange(pairs, Comparator.LT, "b".repeat(1025)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("1025 bytes");
  }

  private static List<String> inRange(CollectionStore pairs, Comparator comparator, String bound) {
    return Samples.ids(
        pairs.page("", "", new MetadataFilter.TextRange("t", comparator, bound), "", 9));
  }

  @Test
  default void caseCountsWhereItIsToBeExact() {
    CollectionStore pairs = pairs();
    pairs.upsert(
        "",
        List.of(
            Samples.record("upper", Map.of("t", "a Red car")),
            Samples.record("lower", Map.of("t", List.of("bus", "a red car")))));
    assertThat(
            Samples.ids(
                pairs.page(
                    "",
                    "",
                    new MetadataFilter.TextMatch("t", TextMatch.Kind.CONTAINS_EXACTLY, "red"),
                    "",
                    9)))
        .containsExactly("lower");
  }

  @Test
  default void missingFieldMatchesOnlyNegations() {
    CollectionStore pairs = pairs();
    pairs.upsert(
        "", List.of(Samples.record("without", 1, 0), Samples.record("one", Map.of("n", 1))));
    Map<Map<String, Object>, List<String>> truth =
        Map.of(
            Map.of("$ne", 1), List.of("without"),
            Map.of("$nin", List.of(1)), List.of("without"),
            Map.of("$exists", false), List.of("without"),
            Map.of("$eq", "1"), List.of(),
            Map.of("$gte", 1), List.of("one"),
            Map.of("$lt", 1), List.of());
    truth.forEach(
        (condition, expected) ->
            assertThat(
                    Samples.ids(
                        pairs.page("", "", FilterParser.parse(Map.of("n", condition)), "", 9)))
                .as("%s", condition)
                .isEqualTo(expected));
    assertThat(pairs.fetch("", List.of("one")).getFirst().metadata().get("n"))
        .contains(new MetadataValue.Numeric(1));
  }
}
