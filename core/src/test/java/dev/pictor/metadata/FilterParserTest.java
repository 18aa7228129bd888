package dev.pictor.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.FilterParser.Dialect;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FilterParserTest {

  private static boolean matches(Map<String, Object> filter, Map<String, Object> record) {
    return FilterMatcher.matches(FilterParser.parse(filter), MetadataParser.parse(record));
  }

  @Test
  void everyOperatorMatchesWhatPineconeDocuments() {
    Map<String, Object> film =
        Map.of("genre", "drama", "year", 2020, "tags", List.of("a", "b"), "seen", true);
    assertThat(matches(Map.of(), film)).isTrue();
    assertThat(matches(Map.of("genre", "drama"), film)).isTrue();
    assertThat(matches(Map.of("tags", "b"), film)).isTrue();
    assertThat(matches(Map.of("tags", Map.of("$ne", "b")), film)).isFalse();
    assertThat(matches(Map.of("tags", Map.of("$nin", List.of("c", "a"))), film)).isFalse();
    assertThat(matches(Map.of("year", Map.of("$gte", 2020, "$lt", 2021)), film)).isTrue();
    assertThat(matches(Map.of("year", Map.of("$gt", 2020)), film)).isFalse();
    assertThat(matches(Map.of("year", "2020"), film)).isFalse();
    assertThat(matches(Map.of("seen", 1), film)).isFalse();
    assertThat(matches(Map.of("none", Map.of("$exists", false)), film)).isTrue();
    assertThat(matches(Map.of("$not", Map.of("genre", "drama")), film)).isFalse();
    assertThat(matches(Map.of("year", Map.of("$not", Map.of("$gt", 2020))), film)).isTrue();
    assertThat(
            matches(
                Map.of("$or", List.of(Map.of("genre", "x"), Map.of("year", 2020, "seen", true))),
                film))
        .isTrue();
    assertThat(matches(Map.of("$and", List.of(Map.of("genre", "x"), Map.of())), film)).isFalse();
  }

  @Test
  void datesCompareAsTextAndOnlyWithDates() {
    Map<String, Object> record = Map.of("t", "2024-03-01T10:00:00", "word", "zebra");
    assertThat(matches(Map.of("t", Map.of("$gte", "2024-03-01")), record)).isTrue();
    assertThat(matches(Map.of("t", Map.of("$lte", "2024-03-01")), record)).isFalse();
    assertThat(matches(Map.of("t", Map.of("$lt", "2024-03-02")), record)).isTrue();
    assertThat(matches(Map.of("word", Map.of("$gt", "2024-03-01")), record)).isFalse();
    assertThatThrownBy(
            () -> FilterParser.parse(Map.of("t", Map.of("$gt", "2024-03-01")), Dialect.PINECONE))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("filter.t.$gt: \"2024-03-01\" (expected: a number");
  }

  @Test
  void partsOfStringsMatchInAnyCase() {
    Map<String, Object> record =
        Map.of("camera", "Canon EOS 5D", "tags", List.of("Été", "CAT"), "wide", 5);
    assertThat(matches(Map.of("camera", Map.of("$contains", "canon")), record)).isTrue();
    assertThat(matches(Map.of("camera", Map.of("$contains", "eos 5d")), record)).isTrue();
    assertThat(matches(Map.of("camera", Map.of("$startsWith", "eos")), record)).isFalse();
    assertThat(matches(Map.of("camera", Map.of("$startsWith", "CANON E")), record)).isTrue();
    assertThat(matches(Map.of("tags", Map.of("$contains", "ÉT")), record)).isTrue();
    assertThat(matches(Map.of("tags", Map.of("$startsWith", "cats")), record)).isFalse();
    assertThat(matches(Map.of("wide", Map.of("$contains", "5")), record)).isFalse();
    assertThat(matches(Map.of("none", Map.of("$contains", "5")), record)).isFalse();
    assertThatThrownBy(() -> FilterParser.parse(Map.of("tags", Map.of("$contains", ""))))
        .hasMessageContaining("filter.tags: a text of 0 characters");
    assertThatThrownBy(() -> FilterParser.parse(Map.of("tags", Map.of("$contains", 5))))
        .hasMessageContaining("filter.tags.$contains: 5 (expected: a string)");
    assertThatThrownBy(
            () -> FilterParser.parse(Map.of("tags", Map.of("$contains", "a")), Dialect.PINECONE))
        .hasMessageContaining("$exists, $not)");
  }

  @Test
  void errorsNamePlaceValueAndExpectation() {
    refused(Map.of("$eq", 1), "filter.$eq: 1 (expected: the operator below a field");
    refused(Map.of("a", Map.of("$like", "x")), "filter.a.$like: \"x\" (expected: one of");
    refused(Map.of("$nor", List.of()), "filter.$nor: [] (expected: a field, or one of");
    refused(Map.of("a", Map.of("$in", "x")), "filter.a.$in: \"x\" (expected: a list");
    refused(Map.of("a", Map.of("$in", List.of(List.of()))), "filter.a.$in[0]: []");
    refused(Map.of("a", Map.of("$exists", 1)), "filter.a.$exists: 1 (expected: true or false)");
    refused(Map.of("a", Map.of("$gt", "x")), "filter.a.$gt: \"x\" (expected: a number, or an ISO");
    refused(Map.of("a", List.of("x")), "use $in");
    refused(Map.of("a", Map.of()), "filter.a: {} (expected: an operator");
    refused(Map.of("$and", List.of()), "filter.$and: [] (expected: a list of one or more");
    refused(Map.of("a", Double.NaN), "filter.a.$eq: NaN");
    refused(Collections.singletonMap("a", null), "filter.a.$eq: null");
  }

  @Test
  void nestingAndSizeAreLimited() {
    Map<String, Object> filter = Map.of("a", 1);
    for (int i = 0; i < FilterParser.MAX_DEPTH; i++) {
      filter = Map.of("$not", filter);
    }
    refused(filter, "nested deeper than 32");
    refused(
        Map.of("$or", Collections.nCopies(FilterParser.MAX_CONDITIONS + 1, Map.of("a", 1))),
        "conditions");
  }

  @Test
  void anythingIsAFilterOrAnInvalidRequest() {
    long seed = Long.getLong("pictor.seed", System.nanoTime());
    System.out.println("pictor.seed=" + seed);
    Random random = new Random(seed);
    int parsed = 0;
    for (int i = 0; i < 20_000; i++) {
      try {
        FilterParser.parse(map(random, 4));
        parsed++;
      } catch (InvalidRequest e) {
        assertThat(e.reason()).contains("expected");
      }
    }
    assertThat(parsed).isBetween(1, 19_999);
  }

  private static Map<String, @Nullable Object> map(Random random, int depth) {
    List<String> keys = List.of("a", "", "$eq", "$in", "$and", "$not", "$gt", "$exists", "$x");
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      map.put(keys.get(random.nextInt(keys.size())), value(random, depth - 1));
    }
    return map;
  }

  private static @Nullable Object value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 5)) {
      case 0 -> null;
      case 1 -> random.nextGaussian();
      case 2 -> "2024-01-0" + random.nextInt(10);
      case 3 -> random.nextBoolean();
      case 4 -> random.nextLong();
      case 5 -> List.of(map(random, depth), map(random, depth));
      default -> map(random, depth);
    };
  }

  private static void refused(Map<String, ? extends @Nullable Object> filter, String message) {
    assertThatThrownBy(() -> FilterParser.parse(filter))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining(message);
  }
}
