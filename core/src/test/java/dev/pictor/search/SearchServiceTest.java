package dev.pictor.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.metadata.FilterParser;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Embedding;
import dev.pictor.vector.ModelFingerprint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchServiceTest {

  private static final String RED_CAR = "transportation/automobile-italia-123760891.jpg";
  private static final String ZEBRA = "animals/happymillerman-30230914936.jpg";

  private static ExamplePhotos photos;

  @BeforeAll
  static void index(@TempDir Path folder) throws IOException {
    photos = new ExamplePhotos(folder);
  }

  @AfterAll
  static void close() {
    photos.close();
  }

  @Test
  void aPictureFindsItselfAndAnIdLeavesItselfOut() {
    byte[] picture = ExamplePhotos.bytes(ZEBRA);
    SearchMatch first = search(new QueryPart.ImagePart(picture, 1)).matches().getFirst();
    assertThat(first.id()).isEqualTo(ZEBRA);
    assertThat(first.score()).isGreaterThan(0.999);
    assertThat(first.confidence()).isEqualTo(Confidence.STRONG);
    assertThat(search(new QueryPart.IdPart(ZEBRA, 1)).matches())
        .extracting(SearchMatch::id)
        .doesNotContain(ZEBRA);
  }

  @Test
  void partsAddUpAndANegativePartPushesAway() {
    SearchMatch both =
        search(
                new QueryPart.TextPart("a red sports car", 1),
                new QueryPart.ImagePart(ExamplePhotos.bytes(RED_CAR), 1))
            .matches()
            .getFirst();
    assertThat(both.id()).isEqualTo(RED_CAR);
    List<String> without =
        ids(
            photos.search.search(
                photos.collection,
                photos.collection.defaultNamespace(),
                new SearchQuery(
                    List.of(
                        new QueryPart.TextPart("a car", 1),
                        new QueryPart.TextPart("a red sports car", -0.8)),
                    MetadataFilter.all(),
                    0,
                    5,
                    true)));
    assertThat(without).isNotEmpty().doesNotContain(RED_CAR);
  }

  @Test
  void pagesFollowEachOtherWithoutGapOrRepeat() {
    List<String> whole = ids(page(0, 40));
    List<String> paged = new ArrayList<>();
    boolean more = true;
    for (int offset = 0; more && offset < 40; offset += 7) {
      SearchResult page = page(offset, 7);
      paged.addAll(ids(page));
      more = page.more();
    }
    assertThat(paged.subList(0, Math.min(40, paged.size())))
        .startsWith(whole.toArray(new String[0]));
    assertThat(paged).doesNotHaveDuplicates();
  }

  @Test
  void filtersHoldForEveryMatch() {
    SearchResult result =
        photos.search.search(
            photos.collection,
            photos.collection.defaultNamespace(),
            new SearchQuery(
                List.of(new QueryPart.TextPart("zebra", 1)),
                FilterParser.parse(Map.of("category", "food")),
                0,
                10,
                true));
    assertThat(result.matches()).hasSize(10).allMatch(match -> match.id().startsWith("food/"));
    assertThat(result.confidence()).isEqualTo(Confidence.NONE);
  }

  @Test
  void wrongQueriesAreNamed() {
    assertThatThrownBy(() -> search(new QueryPart.IdPart("no/such.jpg", 1)))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("no/such.jpg");
    assertThatThrownBy(() -> search(new QueryPart.VectorPart(DenseVector.copyOf(1, 2), 1)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("2 numbers (expected: 512");
    assertThatThrownBy(() -> search(new QueryPart.TextPart("cat", 0)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("weight: 0.0");
    assertThatThrownBy(
            () -> search(new QueryPart.TextPart("cat", 1), new QueryPart.TextPart("cat", -1)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("cancel each other out");
  }

  @Test
  void tagsSayWhatAPictureShowsInBothLanguages() {
    Tagger tagger = new Tagger(photos.embedder);
    Embedding zebra = photos.embedder.image(ExamplePhotos.bytes(ZEBRA)).embedding();
    Tagging english = tagger.tag(zebra, Vocabulary.bundled("en"), 3);
    assertThat(english.noneOfThese()).isFalse();
    assertThat(english.tags()).hasSize(3);
    assertThat(english.tags().getFirst().tag()).isEqualTo("zebra");
    Tagging chinese = tagger.tag(zebra, Vocabulary.bundled("zh"), 3);
    assertThat(chinese.tags().getFirst().id()).isEqualTo(english.tags().getFirst().id());
    assertThat(tagger.tag(zebra, Vocabulary.ofWords(List.of("invoice", "violin")), 3))
        .satisfies(
            tagging -> {
              assertThat(tagging.noneOfThese()).isTrue();
              assertThat(tagging.tags()).hasSize(2);
              assertThat(tagging.tags().stream().mapToDouble(Tagging.Tag::probability).sum())
                  .isCloseTo(1, org.assertj.core.data.Offset.offset(1e-9));
            });
  }

  @Test
  void aVectorOfAnotherModelIsNotTagged() {
    Embedding foreign =
        new Embedding(DenseVector.copyOf(new float[512]), new ModelFingerprint("0".repeat(64)));
    assertThatThrownBy(() -> new Tagger(photos.embedder).tag(foreign, Vocabulary.bundled("en"), 3))
        .isInstanceOf(Conflict.class);
  }

  @Test
  void bothBundledVocabulariesHaveTheSameIds() {
    assertThat(Vocabulary.bundled("zh").entries())
        .extracting(Vocabulary.Entry::id)
        .containsExactlyElementsOf(
            Vocabulary.bundled("en").entries().stream().map(Vocabulary.Entry::id).toList());
  }

  private static SearchResult search(QueryPart... parts) {
    return photos.search.search(
        photos.collection,
        photos.collection.defaultNamespace(),
        new SearchQuery(List.of(parts), MetadataFilter.all(), 0, 10, false));
  }

  private static SearchResult page(int offset, int limit) {
    return photos.search.search(
        photos.collection,
        photos.collection.defaultNamespace(),
        new SearchQuery(
            List.of(new QueryPart.TextPart("animal", 1)),
            MetadataFilter.all(),
            offset,
            limit,
            true));
  }

  private static List<String> ids(SearchResult result) {
    return result.matches().stream().map(SearchMatch::id).toList();
  }
}
