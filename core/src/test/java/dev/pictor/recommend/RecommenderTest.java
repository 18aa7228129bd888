package dev.pictor.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.Namespace;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.metadata.FilterParser;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.search.Confidence;
import dev.pictor.search.ExamplePhotos;
import dev.pictor.search.SearchMatch;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.VectorSpace;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.VectorKernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecommenderTest {

  private static final Strategy AVERAGE = new Strategy.Average();
  private static final Strategy BEST = new Strategy.BestScore();

  private static ExamplePhotos photos;
  private static final Map<String, DenseVector> units = new LinkedHashMap<>();

  @BeforeAll
  static void index(@TempDir Path folder) throws IOException {
    photos = new ExamplePhotos(folder);
    for (VectorRecord record : namespace().sample(1000, 1)) {
      units.put(record.id(), record.vector().normalized());
    }
    assertThat(units).hasSize(210);
  }

  @AfterAll
  static void close() {
    photos.close();
  }

  private static Namespace namespace() {
    return photos.collection.defaultNamespace();
  }

  private static List<SearchMatch> recommend(
      List<String> liked, List<String> disliked, Strategy strategy, int limit) {
    return recommend(new RecommendQuery(liked, disliked, strategy, MetadataFilter.all(), limit));
  }

  private static List<SearchMatch> recommend(RecommendQuery query) {
    return new Recommender(photos.search).recommend(photos.collection, namespace(), query);
  }

  private static List<String> of(String folder, int count) throws IOException {
    return ExamplePhotos.names().stream()
        .filter(name -> name.startsWith(folder + "/"))
        .limit(count)
        .toList();
  }

  private static List<String> ids(List<SearchMatch> matches) {
    return matches.stream().map(SearchMatch::id).toList();
  }

  private static double cosine(String one, String other) {
    return VectorKernels.dot(unit(one).shared(), unit(other).shared());
  }

  private static DenseVector unit(String id) {
    return Objects.requireNonNull(units.get(id), id);
  }

  private static DenseVector mean(List<String> ids) {
    return ids.stream()
        .map(RecommenderTest::unit)
        .reduce(DenseVector::plus)
        .orElseThrow()
        .times(1.0 / ids.size());
  }

  /// All other pictures by a score, best first.
  private static List<String> ranked(List<String> rated, ToDoubleFunction<String> score) {
    return units.keySet().stream()
        .filter(id -> !rated.contains(id))
        .sorted(
            Comparator.comparingDouble(score).reversed().thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private static List<String> both(List<String> liked, List<String> disliked) {
    List<String> both = new ArrayList<>(liked);
    both.addAll(disliked);
    return both;
  }

  @Test
  void theAverageIsTheNearestToTheMeanOfTheLikedLessThatOfTheDisliked() throws IOException {
    List<String> liked = of("animals", 3);
    List<String> disliked = of("transportation", 2);
    DenseVector target = mean(liked).plus(mean(disliked).times(-1)).normalized();
    List<SearchMatch> matches = recommend(liked, disliked, AVERAGE, 20);
    assertThat(ids(matches))
        .isEqualTo(
            ranked(
                    both(liked, disliked),
                    id -> VectorKernels.dot(target.shared(), unit(id).shared()))
                .subList(0, 20));
    assertThat(matches.getFirst().parts()).hasSize(5);
  }

  @Test
  void theBestScoreIsThatOfTheNearestLikedUnlessADislikedIsNearer() throws IOException {
    List<String> liked = both(of("animals", 2), of("food", 2));
    List<String> disliked = of("transportation", 2);
    List<SearchMatch> matches = recommend(liked, disliked, BEST, 200);
    assertThat(ids(matches))
        .isEqualTo(
            ranked(both(liked, disliked), id -> scored(id, liked, disliked)).subList(0, 200));
    assertThat(matches)
        .allSatisfy(
            match ->
                assertThat(match.score())
                    .isCloseTo(scored(match.id(), liked, disliked), Offset.offset(1e-5)));
    assertThat(matches.getLast().score()).isNegative();
  }

  private static double scored(String id, List<String> liked, List<String> disliked) {
    double wanted = best(id, liked);
    double unwanted = best(id, disliked);
    return wanted > unwanted ? wanted : -unwanted;
  }

  private static double best(String id, List<String> rated) {
    return rated.stream().mapToDouble(each -> cosine(each, id)).max().orElseThrow();
  }

  @Test
  void twoInterestsBothFindTheirOwnByTheBestScore() throws IOException {
    List<String> liked = both(of("plants", 1), of("food", 1));
    List<String> found = ids(recommend(liked, List.of(), BEST, 10));
    List<String> byFirst = ranked(liked, id -> cosine(liked.getFirst(), id)).subList(0, 10);
    List<String> bySecond = ranked(liked, id -> cosine(liked.getLast(), id)).subList(0, 10);
    assertThat(found)
        .allSatisfy(id -> assertThat(byFirst.contains(id) || bySecond.contains(id)).isTrue());
    assertThat(found).containsAnyElementsOf(byFirst).containsAnyElementsOf(bySecond);
  }

  @Test
  void whatWasRatedIsNeverAmongTheMatches() throws IOException {
    List<String> liked = of("animals", 4);
    List<String> disliked = of("animals", 8).subList(4, 8);
    for (Strategy strategy : List.of(AVERAGE, BEST, new Strategy.Surprise(5))) {
      assertThat(ids(recommend(liked, disliked, strategy, 200)))
          .hasSizeGreaterThan(100)
          .doesNotHaveDuplicates()
          .doesNotContainAnyElementsOf(liked)
          .doesNotContainAnyElementsOf(disliked);
    }
  }

  @Test
  void aDislikedKindIsPushedBack() throws IOException {
    List<String> liked = both(of("food", 2), of("transportation", 2));
    List<String> disliked = of("transportation", 5).subList(2, 5);
    for (Strategy strategy : List.of(AVERAGE, BEST)) {
      assertThat(vehicles(recommend(liked, disliked, strategy, 20)))
          .isLessThan(vehicles(recommend(liked, List.of(), strategy, 20)));
    }
  }

  private static long vehicles(List<SearchMatch> matches) {
    return matches.stream().filter(match -> match.id().startsWith("transportation/")).count();
  }

  @Test
  void aFilterHoldsForEveryStrategy() throws IOException {
    MetadataFilter food = FilterParser.parse(Map.of("category", "food"));
    for (Strategy strategy : List.of(AVERAGE, BEST, new Strategy.Surprise(5))) {
      assertThat(ids(recommend(new RecommendQuery(of("animals", 2), List.of(), strategy, food, 8))))
          .hasSize(8)
          .allSatisfy(id -> assertThat(id).startsWith("food/"));
    }
    assertThat(
            ids(
                recommend(
                    new RecommendQuery(List.of(), List.of(), new Strategy.Surprise(5), food, 8))))
        .hasSize(8)
        .allSatisfy(id -> assertThat(id).startsWith("food/"));
  }

  @Test
  void surprisesLieFartherApartThanPicturesDrawnByChance() {
    List<String> all = new ArrayList<>(units.keySet());
    double surprises = 0;
    double chance = 0;
    for (long seed = 0; seed < 20; seed++) {
      List<SearchMatch> matches = recommend(List.of(), List.of(), new Strategy.Surprise(seed), 8);
      assertThat(matches)
          .hasSize(8)
          .allSatisfy(match -> assertThat(match.confidence()).isEqualTo(Confidence.UNKNOWN));
      surprises += closest(ids(matches));
      Collections.shuffle(all, new Random(seed));
      chance += closest(all.subList(0, 8));
    }
    assertThat(surprises / 20).isLessThan(chance / 20 - 0.1);
  }

  /// The cosine of the two that are most alike.
  private static double closest(List<String> ids) {
    double closest = -1;
    for (String one : ids) {
      for (String other : ids) {
        closest = one.equals(other) ? closest : Math.max(closest, cosine(one, other));
      }
    }
    return closest;
  }

  @Test
  void aSeedRepeatsASurpriseAndAnotherOneGivesAnother() throws IOException {
    for (List<String> liked : List.of(List.<String>of(), of("animals", 2))) {
      List<String> once = ids(recommend(liked, List.of(), new Strategy.Surprise(7), 10));
      assertThat(ids(recommend(liked, List.of(), new Strategy.Surprise(7), 10))).isEqualTo(once);
      assertThat(new HashSet<>(ids(recommend(liked, List.of(), new Strategy.Surprise(8), 10))))
          .isNotEqualTo(new HashSet<>(once));
    }
  }

  @Test
  void aSurpriseForATasteFitsItAndYetIsFartherFromWhatWasSeenThanMoreOfTheSame()
      throws IOException {
    List<String> liked = of("animals", 3);
    List<String> nearest =
        ranked(liked, id -> VectorKernels.dot(mean(liked).shared(), unit(id).shared()));
    List<String> surprise = ids(recommend(liked, List.of(), new Strategy.Surprise(3), 8));
    List<String> more = ids(recommend(liked, List.of(), AVERAGE, 8));
    assertThat(nearest.subList(0, nearest.size() / 4 + 1)).containsAll(surprise);
    assertThat(surprise.stream().mapToDouble(id -> best(id, liked)).max().orElseThrow())
        .isLessThan(more.stream().mapToDouble(id -> best(id, liked)).max().orElseThrow());
  }

  @Test
  void unknownIdsAreRefusedByName() throws IOException {
    List<String> liked = both(of("animals", 1), List.of("nowhere.jpg"));
    for (Strategy strategy : List.of(AVERAGE, BEST, new Strategy.Surprise(5))) {
      assertThatThrownBy(() -> recommend(liked, List.of("gone.jpg"), strategy, 5))
          .isInstanceOf(NotFound.class)
          .hasMessage("id: nowhere.jpg, gone.jpg (expected: ids of this collection)");
    }
  }

  @Test
  void sparseVectorsAreRefused(@TempDir Path folder) {
    try (LuceneStore store = LuceneStore.open(folder)) {
      VectorCollection sparse =
          new CollectionCatalog(store)
              .create(
                  new CollectionSpec(
                      "sparse", new VectorSpace.Sparse(), new ModelBinding.Unattested()));
      RecommendQuery query =
          new RecommendQuery(
              List.of(), List.of(), new Strategy.Surprise(1), MetadataFilter.all(), 5);
      assertThatThrownBy(
              () ->
                  new Recommender(photos.search)
                      .recommend(sparse, sparse.defaultNamespace(), query))
          .isInstanceOf(InvalidRequest.class)
          .hasMessageContaining("collection: sparse holds sparse vectors");
    }
  }

  @Test
  void aTasteThatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> recommend(List.of(), List.of("a"), AVERAGE, 5))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("liked: empty");
    assertThatThrownBy(() -> recommend(List.of("a"), List.of("a"), BEST, 5))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("disliked: a is liked too");
    assertThatThrownBy(() -> recommend(List.of("a"), List.of(), BEST, 201))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("limit: 201");
    List<String> many = IntStream.range(0, 101).mapToObj(Integer::toString).toList();
    assertThatThrownBy(() -> recommend(many, List.of(), BEST, 5))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("liked: 101 ids");
  }
}
