package dev.pictor.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataFilter.Comparator;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@SuppressWarnings("JavaUtilDate") // as programs have them
class JavaMetadataTest {

  private static final long LARGE = 1746714878034235396L;

  @Test
  void valuesOfProgramsComeBackAsStringsNumbersBooleansAndLists() {
    UUID id = UUID.randomUUID();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", id);
    fields.put("day", LocalDate.of(2024, 3, 1));
    fields.put("then", new Date(1_709_251_200_123L));
    fields.put("unit", TimeUnit.DAYS);
    fields.put("price", 1.1f);
    fields.put("count", 7);
    fields.put("sold", true);
    fields.put("tags", List.of("a", TimeUnit.HOURS));
    assertThat(JavaMetadata.decode(JavaMetadata.encode(fields)))
        .isEqualTo(
            Map.of(
                "id",
                id.toString(),
                "day",
                "2024-03-01",
                "then",
                "2024-03-01T00:00:00Z",
                "unit",
                "DAYS",
                "price",
                1.1,
                "count",
                7L,
                "sold",
                true,
                "tags",
                List.of("a", "HOURS")));
  }

  @Test
  void longsKeepTheirDigitsAndAreToldApart() {
    Metadata large = JavaMetadata.encode(Map.of("n", LARGE));
    Metadata next = JavaMetadata.encode(Map.of("n", LARGE + 1));
    assertThat(JavaMetadata.decode(large)).isEqualTo(Map.of("n", LARGE));
    for (long each : List.of(Long.MIN_VALUE, Long.MAX_VALUE, 1L << 53, (1L << 53) + 1)) {
      assertThat(JavaMetadata.decode(JavaMetadata.encode(Map.of("n", each))))
          .isEqualTo(Map.of("n", each));
    }
    MetadataFilter isLarge = JavaMetadata.isIn("n", List.of(LARGE));
    assertThat(FilterMatcher.matches(isLarge, large)).isTrue();
    assertThat(FilterMatcher.matches(isLarge, next)).isFalse();
    assertThat(FilterMatcher.matches(JavaMetadata.inRange("n", Comparator.GT, LARGE - 1000), large))
        .isTrue();
  }

  @Test
  void stringsAndTimesAreInRangesOfTheirOwn() {
    Metadata metadata =
        JavaMetadata.encode(Map.of("name", "b", "at", Instant.parse("2024-03-01T00:00:00Z")));
    assertThat(FilterMatcher.matches(JavaMetadata.inRange("name", Comparator.GT, "a"), metadata))
        .isTrue();
    assertThat(
            FilterMatcher.matches(
                JavaMetadata.inRange("at", Comparator.LT, Instant.parse("2024-03-02T00:00:00Z")),
                metadata))
        .isTrue();
    assertThat(FilterMatcher.matches(JavaMetadata.inRange("name", Comparator.GT, 1), metadata))
        .isFalse();
  }

  @Test
  void whatCannotBeKeptOrAskedForIsNamed() {
    assertThatThrownBy(() -> JavaMetadata.encode(Map.of("exact:n", 1)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("exact:n");
    assertThatThrownBy(() -> JavaMetadata.encode(Map.of("map", Map.of("a", 1))))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("metadata.map");
    assertThatThrownBy(() -> JavaMetadata.isIn("n", List.of(new Object())))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("filter.n");
  }
}
