package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataSchema;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Words of ids and metadata.
public interface WordsContract extends StoreUnderTest {

  private static List<String> ids(CollectionStore collection, String words) {
    return ids(collection, words, MetadataFilter.all());
  }

  private static List<String> ids(CollectionStore collection, String words, MetadataFilter filter) {
    return matches(collection, words, filter).stream().map(each -> each.match().id()).toList();
  }

  private static List<WordMatch> matches(
      CollectionStore collection, String words, MetadataFilter filter) {
    return collection.words(new WordQuery("", words, 10, filter, MatchContents.METADATA));
  }

  @Test
  default void namesTagsAndCaptionsAreFoundInAnyCase() {
    CollectionStore pairs = pairs();
    pairs.upsert(
        "",
        List.of(
            Samples.record("trips/IMG_2034.jpg", Map.of("camera", "Canon EOS 5D")),
            Samples.record("b", Map.of("tags", List.of("Été", "red cars"))),
            Samples.record("c", Map.of("caption", "一辆红色的汽车", "taken", "2024-03-01"))));
    assertThat(ids(pairs, "img 2034")).containsExactly("trips/IMG_2034.jpg");
    assertThat(ids(pairs, "CANON")).containsExactly("trips/IMG_2034.jpg");
    assertThat(ids(pairs, "ete car")).containsExactly("b");
    assertThat(ids(pairs, "红色")).containsExactly("c");
    assertThat(ids(pairs, "车")).containsExactly("c");
    assertThat(ids(pairs, "2024")).isEmpty();
    assertThat(ids(pairs, "?!")).isEmpty();
    assertThat(ids(pairs, "")).isEmpty();
  }

  @Test
  default void whatHasAllTheWordsComesFirst() {
    CollectionStore pairs = pairs();
    pairs.upsert(
        "",
        List.of(
            Samples.record("some", Map.of("caption", "red red red")),
            Samples.record("all", Map.of("caption", "a long tale of one car that was once red")),
            Samples.record("other", Map.of("caption", "blue"))));
    List<WordMatch> matches = matches(pairs, "red car", MetadataFilter.all());
    assertThat(matches).extracting(each -> each.match().id()).containsExactly("all", "some");
    assertThat(matches).extracting(WordMatch::whole).containsExactly(true, false);
    assertThat(matches).allMatch(each -> each.match().score() > 0 && each.match().score() < 20);
    assertThat(matches.getFirst().match().metadata().text("caption")).isPresent();
  }

  @Test
  default void wordsFollowUpdatesDeletesFiltersAndNamespaces() {
    CollectionStore pairs = pairs();
    pairs.upsert(
        "",
        List.of(
            Samples.record("a", Map.of("t", "cat", "k", "x")),
            Samples.record("b", Map.of("t", "cat"))));
    pairs.upsert("other", List.of(Samples.record("c", Map.of("t", "cat"))));
    assertThat(ids(pairs, "cat")).containsExactlyInAnyOrder("a", "b");
    assertThat(ids(pairs, "cat", new MetadataFilter.Exists("k", true))).containsExactly("a");
    pairs.upsert("", List.of(Samples.record("a", Map.of("t", "dog"))));
    pairs.delete("", List.of("b"));
    assertThat(ids(pairs, "cat")).isEmpty();
    assertThat(ids(pairs, "dog")).containsExactly("a");
    assertThat(ids(reopened("pairs"), "dog")).containsExactly("a");
  }

  @Test
  default void onlyIndexedFieldsHaveWords() {
    CollectionStore pairs = pairs();
    pairs.createNamespace(new NamespaceSpec("few", MetadataSchema.only("t")));
    pairs.upsert("few", List.of(Samples.record("a", Map.of("t", "cat", "u", "dog"))));
    assertThat(pairs.words(query("few", "cat"))).hasSize(1);
    assertThat(pairs.words(query("few", "dog"))).isEmpty();
    assertThatThrownBy(
            () -> new WordQuery("", "x", 0, MetadataFilter.all(), MatchContents.METADATA))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("limit: 0");
  }

  private static WordQuery query(String namespace, String words) {
    return new WordQuery(namespace, words, 10, MetadataFilter.all(), MatchContents.METADATA);
  }
}
