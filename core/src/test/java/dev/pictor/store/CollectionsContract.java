package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.Conflict;
import dev.pictor.error.NotFound;
import dev.pictor.error.Unavailable;
import dev.pictor.vector.Similarity;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Collections come, go and keep what they are.
interface CollectionsContract extends StoreUnderTest {

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
    assertThatThrownBy(() -> store().drop("pairs")).isInstanceOf(NotFound.class);
    assertThat(pairs().count("", Samples.ALL)).isZero();
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
