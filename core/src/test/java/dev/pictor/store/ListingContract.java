package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.FilterParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Pages of ids.
public interface ListingContract extends StoreUnderTest {

  @Test
  default void pagesFollowTheBytesOfIdsWithPrefixFilterAndLimit() {
    CollectionStore pairs = pairs();
    for (String id : List.of("p/2", "p/10", "q", "p/é", "p/1", "p", "😀", "\uffee")) {
      pairs.upsert("", List.of(Samples.record(id, Map.of("even", id.length() % 2 == 0))));
    }
    pairs.upsert("other", List.of(Samples.record("p/0", 1, 0)));
    Page<RecordHead> first = pairs.page("", "p/", Samples.ALL, "", 2);
    assertThat(Samples.ids(first)).containsExactly("p/1", "p/10");
    assertThat(first.next()).contains("p/10");
    Page<RecordHead> last = pairs.page("", "p/", Samples.ALL, "p/10", 2);
    assertThat(Samples.ids(last)).containsExactly("p/2", "p/é");
    assertThat(last.next()).isEmpty();
    assertThat(Samples.ids(pairs.page("", "", Samples.ALL, "q", 10)))
        .containsExactly("\uffee", "😀");
    assertThat(Samples.ids(pairs.page("", "p", FilterParser.parse(Map.of("even", true)), "", 10)))
        .containsExactly("p/10");
    assertThatThrownBy(() -> pairs.page("", "", Samples.ALL, "", 0))
        .isInstanceOf(InvalidRequest.class);
  }

  @Test
  default void pagingPassesEveryLastingRecordOnceWhileOthersComeAndGo() {
    CollectionStore pairs = pairs();
    pairs.upsert(
        "",
        IntStream.range(0, 50)
            .mapToObj(i -> Samples.record("k%03d".formatted(i * 2), 1, 0))
            .toList());
    List<String> seen = new ArrayList<>();
    String after = "";
    Optional<String> next = Optional.of("");
    for (int round = 0; next.isPresent(); round++) {
      Page<RecordHead> page = pairs.page("", "k", Samples.ALL, after, 7);
      seen.addAll(Samples.ids(page));
      next = page.next();
      after = next.orElse(after);
      pairs.upsert(
          "",
          List.of(
              Samples.record("a" + round, 1, 0), Samples.record("k%03d".formatted(round), 1, 0)));
      pairs.delete("", List.of("a" + (round - 1)));
    }
    assertThat(seen).doesNotHaveDuplicates().isSorted();
    assertThat(seen)
        .containsAll(IntStream.range(0, 50).mapToObj(i -> "k%03d".formatted(i * 2)).toList());
  }
}
