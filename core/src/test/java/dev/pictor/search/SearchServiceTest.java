package dev.pictor.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.metadata.FilterParser;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Embedding;
import dev.pictor.vector.ModelFingerprint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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
                        5)
                    .atLeast(Confidence.NONE)));
    assertThat(without).isNotEmpty().doesNotContain(RED_CAR);
  }

  @Test
  void pagesFollowEachOtherWithoutGapOrRepeat() {
    List<String> whole = ids(page(PageStart.FIRST, 40));
    List<String> paged = new ArrayList<>();
    boolean more = true;
    PageStart start = PageStart.FIRST;
    while (more && paged.size() < 40) {
      SearchResult page = page(start, 7);
      paged.addAll(ids(page));
      more = page.more();
      SearchMatch last = page.matches().getLast();
      start = new PageStart(paged.size(), last.score(), last.id());
    }
    assertThat(paged.subList(0, Math.min(40, paged.size())))
        .startsWith(whole.toArray(new String[0]));
    assertThat(paged).doesNotHaveDuplicates();
  }

  @Test
  void whatIsWrittenBetweenPagesNeitherRepeatsNorHides() {
    SearchResult first = page(PageStart.FIRST, 10);
    SearchMatch last = first.matches().getLast();
    List<String> second = ids(page(new PageStart(10, last.score(), last.id()), 10));
    VectorRecord best =
        photos
            .collection
            .defaultNamespace()
            .fetch(List.of(first.matches().getFirst().id()))
            .getFirst();
    List<VectorRecord> copies =
        IntStream.range(0, 60)
            .mapToObj(i -> new VectorRecord("copy-" + i, best.values(), Metadata.empty()))
            .toList();
    photos.collection.defaultNamespace().upsert(copies);
    try {
      assertThat(ids(page(new PageStart(10, last.score(), last.id()), 10))).isEqualTo(second);
    } finally {
      photos.collection.defaultNamespace().delete(copies.stream().map(VectorRecord::id).toList());
    }
  }

  @Test
  void wordsFindNamesAndJoinMeaning() {
    SearchResult named = search(new QueryPart.WordsPart("happymillerman", 1));
    assertThat(ids(named)).contains(ZEBRA).allMatch(id -> id.contains("happymillerman"));
    assertThat(named.confidence()).isEqualTo(Confidence.STRONG);
    assertThat(search(new QueryPart.WordsPart("automobile unheard", 1)).confidence())
        .isEqualTo(Confidence.WEAK);
    assertThat(search(new QueryPart.WordsPart("unheard", 1)).confidence())
        .isEqualTo(Confidence.NONE);
    SearchResult both =
        search(new QueryPart.TextPart("a car", 1), new QueryPart.WordsPart("automobile italia", 1));
    SearchMatch first = both.matches().getFirst();
    assertThat(first.id()).isEqualTo(RED_CAR);
    assertThat(first.parts()).hasSize(2).allMatch(gift -> gift > 0);
    assertThat(first.confidence()).isEqualTo(Confidence.WEAK);
    assertThat(
            ids(search(new QueryPart.TextPart("a car", 1), new QueryPart.WordsPart("italia", -1))))
        .isNotEmpty()
        .doesNotContain(RED_CAR);
    assertThatThrownBy(() -> search(new QueryPart.WordsPart("italia", -1)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("only words that are not wanted");
  }

  @Test
  void aFilterAloneListsWhatItLetsThrough() {
    SearchQuery query =
        new SearchQuery(List.of(), FilterParser.parse(Map.of("category", "food")), 5);
    SearchResult first =
        photos.search.search(photos.collection, photos.collection.defaultNamespace(), query);
    assertThat(first.matches())
        .hasSize(5)
        .isSortedAccordingTo(Comparator.comparing(SearchMatch::id));
    assertThat(first.more()).isTrue();
    SearchResult second =
        photos.search.search(
            photos.collection,
            photos.collection.defaultNamespace(),
            query.from(new PageStart(5, 0, first.matches().getLast().id())));
    assertThat(ids(second)).doesNotContainAnyElementsOf(ids(first)).isNotEmpty();
    assertThatThrownBy(() -> search())
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("query: empty");
  }

  @Test
  void atLeastStrongLeavesTheWeakOut() {
    SearchQuery query =
        new SearchQuery(List.of(new QueryPart.TextPart("a zebra", 1)), MetadataFilter.all(), 100)
            .atLeast(Confidence.STRONG);
    assertThat(
            photos
                .search
                .search(photos.collection, photos.collection.defaultNamespace(), query)
                .matches())
        .isNotEmpty()
        .allMatch(match -> match.confidence() == Confidence.STRONG);
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
                    10)
                .atLeast(Confidence.NONE));
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
              assertThat(
                      tagging.none()
                          + tagging.tags().stream().mapToDouble(Tagging.Tag::probability).sum())
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
        new SearchQuery(List.of(parts), MetadataFilter.all(), 10));
  }

  private static SearchResult page(PageStart start, int limit) {
    return photos.search.search(
        photos.collection,
        photos.collection.defaultNamespace(),
        new SearchQuery(List.of(new QueryPart.TextPart("animal", 1)), MetadataFilter.all(), limit)
            .from(start)
            .atLeast(Confidence.NONE));
  }

  private static List<String> ids(SearchResult result) {
    return result.matches().stream().map(SearchMatch::id).toList();
  }
}
