package dev.pictor.remotepinecone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.FilterMatcher;
import dev.pictor.metadata.FilterParser;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataFilter.Comparator;
import dev.pictor.metadata.MetadataFilter.TextMatch;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.remotepinecone.PushedFilter.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PushedFilterTest {

  private static final List<String> FIELDS = List.of("a", "b");
  private static final List<MetadataValue> VALUES =
      List.of(
          new MetadataValue.Text("x"),
          new MetadataValue.Text("2024-03-01"),
          new MetadataValue.Numeric(1),
          new MetadataValue.Numeric(-2.5),
          new MetadataValue.Flag(true),
          new MetadataValue.TextList(List.of("x", "y")),
          new MetadataValue.TextList(List.of()));

  private final Random random = new Random(seed());

  private static long seed() {
    long seed = Long.getLong("pictor.seed", System.nanoTime());
    System.out.println("pictor.seed=" + seed);
    return seed;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private MetadataFilter filter(int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 6)) {
      case 0, 1 ->
          new MetadataFilter.Comparison(
              pick(FIELDS), pick(List.of(Comparator.values())), pick(VALUES));
      case 2 ->
          new MetadataFilter.Membership(
              pick(FIELDS),
              IntStream.range(0, random.nextInt(3)).mapToObj(_ -> pick(VALUES)).toList(),
              random.nextBoolean());
      case 3 -> new MetadataFilter.Exists(pick(FIELDS), random.nextBoolean());
      case 4 -> new MetadataFilter.TextMatch(pick(FIELDS), TextMatch.Kind.CONTAINS, "X");
      case 5 -> new MetadataFilter.TextRange(pick(FIELDS), Comparator.GTE, "x");
      case 6 -> new MetadataFilter.And(filters(depth - 1));
      case 7 -> new MetadataFilter.Or(filters(depth - 1));
      default -> new MetadataFilter.Not(filter(depth - 1));
    };
  }

  private List<MetadataFilter> filters(int depth) {
    return IntStream.range(0, random.nextInt(4)).mapToObj(_ -> filter(depth)).toList();
  }

  private Metadata metadata() {
    Map<String, MetadataValue> fields = new LinkedHashMap<>();
    FIELDS.forEach(
        field -> {
          if (random.nextInt(3) > 0) {
            fields.put(field, pick(VALUES));
          }
        });
    return Metadata.copyOf(fields);
  }

  /// What a service makes of it, read by the language's own parser.
  private static boolean matches(PushedFilter pushed, Metadata metadata) {
    return switch (pushed.part()) {
      case Part.All() -> true;
      case Part.None() -> false;
      case Part.Condition(Struct filter) ->
          FilterMatcher.matches(
              FilterParser.parse(plain(filter), FilterParser.Dialect.PINECONE), metadata);
    };
  }

  private static Map<String, Object> plain(Struct struct) {
    Map<String, Object> map = new LinkedHashMap<>();
    struct.getFieldsMap().forEach((name, value) -> map.put(name, plain(value)));
    return map;
  }

  private static Object plain(Value value) {
    return switch (value.getKindCase()) {
      case STRING_VALUE -> value.getStringValue();
      case NUMBER_VALUE -> value.getNumberValue();
      case BOOL_VALUE -> value.getBoolValue();
      case STRUCT_VALUE -> plain(value.getStructValue());
      case LIST_VALUE -> {
        List<Object> list = new ArrayList<>();
        value.getListValue().getValuesList().forEach(each -> list.add(plain(each)));
        yield list;
      }
      case NULL_VALUE, KIND_NOT_SET -> throw new AssertionError(value);
    };
  }

  @Test
  void servicesAreAskedForAllThatMatchesAndForNothingElseWhenItIsExact() {
    int exact = 0;
    for (int i = 0; i < 2000; i++) {
      MetadataFilter filter = filter(3);
      PushedFilter pushed = PushedFilter.of(filter);
      exact += pushed.exact() ? 1 : 0;
      for (int j = 0; j < 20; j++) {
        Metadata metadata = metadata();
        boolean matches = FilterMatcher.matches(filter, metadata);
        if (pushed.exact()) {
          assertThat(matches(pushed, metadata)).as("%s %s", filter, metadata).isEqualTo(matches);
        } else if (matches) {
          assertThat(matches(pushed, metadata)).as("%s %s", filter, metadata).isTrue();
        }
      }
    }
    assertThat(exact).isBetween(500, 1999);
  }

  @Test
  void endlessFiltersAreRefused() {
    MetadataFilter endless =
        new MetadataFilter.Or(
            IntStream.range(0, 2000)
                .<MetadataFilter>mapToObj(i -> new MetadataFilter.Exists("f" + i, true))
                .toList());
    assertThatThrownBy(() -> PushedFilter.of(endless))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("2000 conditions");
  }
}
