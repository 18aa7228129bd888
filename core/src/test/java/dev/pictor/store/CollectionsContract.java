package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.Unavailable;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.vector.Similarity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Collections come, go and keep what they are.
public interface CollectionsContract extends StoreUnderTest {

  @Test
  default void collectionsAreListedByNameAndSurviveReopening() {
    create("b", 3, Similarity.EUCLIDEAN);
    create("a", 20_000, Similarity.COSINE);
    List<CollectionSpec> before = store().collections();
    assertThat(before).extracting(CollectionSpec::name).containsExactly("a", "b");
    reopened("a");
    assertThat(store().collections()).isEqualTo(before);
  }

  @Test
  default void takenNameIsAConflict() {
    pairs();
    assertThatThrownBy(this::pairs).isInstanceOf(Conflict.class).hasMessageContaining("pairs");
  }

  @Test
  default void sameHandleWhileTheCollectionExists() {
    CollectionStore made = pairs();
    assertThat(store().collection("pairs")).containsSame(made);
    assertThat(store().collection("none")).isEmpty();
  }

  @Test
  default void droppedCollectionIsGoneAndItsNameFree() {
    CollectionStore old = pairs();
    old.upsert("", List.of(Samples.record("x", 1, 0)));
    store().drop("pairs");
    assertThat(store().collection("pairs")).isEmpty();
    assertThatThrownBy(() -> old.count("", Samples.ALL)).isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> old.upsert("", List.of(Samples.record("x", 1, 0))))
        .isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> old.count("", Samples.ALL)).isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> store().drop("pairs")).isInstanceOf(NotFound.class);
    assertThat(pairs().count("", Samples.ALL)).isZero();
  }

  @Test
  default void everythingACollectionWasAskedToBeSurvivesReopening() {
    CollectionSpec dense =
        new CollectionSpec(
            "dense",
            new VectorSpace.Dense(3, Similarity.DOT_PRODUCT, VectorSpace.Precision.INT8),
            NO_MODEL,
            MetadataSchema.only("genre", "年"),
            CollectionSettings.none()
                .withTags(Map.of("team", "a b"))
                .withDeletionProtected(true)
                .withAnnotation("a-program", "{\"text\": \"红\"}"));
    CollectionSpec sparse = new CollectionSpec("sparse", new VectorSpace.Sparse(), NO_MODEL);
    CollectionSpec unindexed =
        new CollectionSpec("unindexed", VectorSpace.dense(1, Similarity.COSINE), NO_MODEL)
            .withSchema(MetadataSchema.only());
    List.of(dense, sparse, unindexed).forEach(store()::create);
    reopen();
    assertThat(store().collections()).containsExactly(dense, sparse, unindexed);
  }

  @Test
  default void settingsChangeAndLast() {
    CollectionStore made = pairs();
    assertThat(
            store()
                .configure(
                    "pairs", settings -> settings.withTags(Map.of("owner", "me", "old", "1"))))
        .isSameAs(made);
    store()
        .configure(
            "pairs",
            settings ->
                settings
                    .withTags(Map.of("old", "", "new", "2"))
                    .withDeletionProtected(true)
                    .withAnnotation("one", "x".repeat(300))
                    .withAnnotation("two", "y"));
    store().configure("pairs", settings -> settings.withAnnotation("two", ""));
    CollectionSettings expected =
        CollectionSettings.none()
            .withTags(Map.of("owner", "me", "new", "2"))
            .withDeletionProtected(true)
            .withAnnotation("one", "x".repeat(300));
    assertThat(made.spec().settings()).isEqualTo(expected);
    assertThat(reopened("pairs").spec().settings()).isEqualTo(expected);
    assertThatThrownBy(
            () -> store().configure("pairs", settings -> settings.withTags(Map.of("a key", "x"))))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("tag: a key");
    assertThatThrownBy(() -> store().configure("none", settings -> settings))
        .isInstanceOf(NotFound.class);
  }

  @Test
  default void protectedCollectionIsNotDropped() {
    CollectionStore made = pairs();
    made.upsert("", List.of(Samples.record("x", 1, 0)));
    store().configure("pairs", settings -> settings.withDeletionProtected(true));
    assertThatThrownBy(() -> store().drop("pairs"))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("pairs is protected from deletion");
    assertThat(made.count("", Samples.ALL)).isEqualTo(1);
    store().configure("pairs", settings -> settings.withDeletionProtected(false));
    store().drop("pairs");
    assertThat(store().collection("pairs")).isEmpty();
  }

  @Test
  default void closedStoreIsUnavailable() {
    CollectionStore made = pairs();
    store().close();
    assertThatThrownBy(() -> made.upsert("", List.of(Samples.record("x", 1, 0))))
        .isInstanceOf(Unavailable.class);
    assertThatThrownBy(() -> store().collections()).isInstanceOf(Unavailable.class);
  }

  @Test
  default void boundModelSurvivesReopeningAndRefusesAnother() {
    CollectionStore made = pairs();
    assertThat(store().bind("pairs", "pocket", Samples.ONE)).isSameAs(made);
    assertThat(reopened("pairs").spec().model())
        .isEqualTo(new ModelBinding.Bound("pocket", Samples.ONE));
    store().bind("pairs", "pocket", Samples.ONE);
    assertThatThrownBy(() -> store().bind("pairs", "other", Samples.TWO))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("pocket");
  }
}
