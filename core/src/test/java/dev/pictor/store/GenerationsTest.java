package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.Conflict;
import dev.pictor.error.NotFound;
import dev.pictor.error.Overloaded;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.store.Generations.Role;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two generations of a collection in the embedded engine.
class GenerationsTest {

  private static final ModelBinding NEW = new ModelBinding.Bound("second", Samples.TWO);

  @TempDir Path folder;
  private LuceneStore store;
  private Generations generations;

  @BeforeEach
  void open() {
    store = LuceneStore.open(folder);
    generations = store.generations().orElseThrow();
    store
        .create(
            new CollectionSpec(
                "cats", 2, Similarity.COSINE, new ModelBinding.Bound("first", Samples.ONE)))
        .upsert("", List.of(Samples.record("tom", 1, 2)));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() {
    store.close();
    store = LuceneStore.open(folder);
    generations = store.generations().orElseThrow();
  }

  private CollectionStore cats() {
    return store.collection("cats").orElseThrow();
  }

  private CollectionStore begin() {
    return generations.begin("cats", VectorSpace.dense(3, Similarity.COSINE), NEW);
  }

  @Test
  void theOldOneServesUntilTheSwitchAndTheNewOneAfterwardsWithItsModelAndDimension() {
    CollectionStore next = begin();
    next.upsert("", List.of(Samples.record("tom", 1, 2, 3)));
    assertThat(cats().spec().dimension()).isEqualTo(2);
    assertThat(generations.switchOver("cats", () -> true)).isTrue();
    assertThat(cats().spec().dimension()).isEqualTo(3);
    assertThat(cats().spec().model()).isEqualTo(NEW);
    reopen();
    assertThat(cats().spec().model()).isEqualTo(NEW);
    assertThat(cats().fetch("", List.of("tom"))).containsExactly(Samples.record("tom", 1, 2, 3));
    Generations.Beside previous = generations.beside("cats").orElseThrow();
    assertThat(previous.role()).isEqualTo(Role.PREVIOUS);
    assertThat(previous.store().fetch("", List.of("tom")))
        .containsExactly(Samples.record("tom", 1, 2));
    assertThat(store.verify("cats").sound()).isTrue();
  }

  @Test
  void anUnfinishedGenerationIsThereAfterAReopenAndDiscardedWithItsFiles() throws IOException {
    begin().upsert("", List.of(Samples.record("tom", 1, 2, 3)));
    reopen();
    Generations.Beside next = generations.beside("cats").orElseThrow();
    assertThat(next.role()).isEqualTo(Role.NEXT);
    assertThat(next.store().spec().dimension()).isEqualTo(3);
    assertThat(next.store().fetch("", List.of("tom"))).hasSize(1);
    generations.discard("cats");
    assertThat(generations.beside("cats")).isEmpty();
    assertThat(indexes()).containsExactly("index");
  }

  @Test
  void aSecondBeginIsRefusedWhileOneIsFilledAndReplacesAPreviousOne() throws IOException {
    begin();
    assertThatThrownBy(this::begin).isInstanceOf(Conflict.class);
    generations.switchOver("cats", () -> true);
    begin();
    assertThat(generations.beside("cats").orElseThrow().role()).isEqualTo(Role.NEXT);
    assertThat(indexes()).hasSize(2).doesNotContain("index");
  }

  @Test
  void settingsHoldForBothAndWhatNoDescriptionNamesGoesAtTheNextOpen() throws IOException {
    begin();
    store.configure("cats", old -> old.withTags(Map.of("team", "pets")));
    Files.createDirectories(folder.resolve("collections/c-cats/index-0af"));
    reopen();
    assertThat(indexes()).hasSize(2).doesNotContain("index-0af");
    generations.switchOver("cats", () -> true);
    assertThat(cats().spec().settings().tags()).containsEntry("team", "pets");
  }

  @Test
  void nothingIsSwitchedWhenTheLastStepRefusesOrFails() {
    begin();
    assertThat(generations.switchOver("cats", () -> false)).isFalse();
    assertThatThrownBy(
            () ->
                generations.switchOver(
                    "cats",
                    () -> {
                      throw new Conflict("not complete");
                    }))
        .isInstanceOf(Conflict.class);
    assertThat(cats().spec().dimension()).isEqualTo(2);
    cats().upsert("", List.of(Samples.record("kit", 2, 1)));
  }

  @Test
  void lateDeletionsAndMetadataReachTheNewOneAndLateVectorsAreRefused() {
    begin().upsert("", List.of(Samples.record("tom", 1, 2, 3), Samples.record("kit", 3, 2, 1)));
    CollectionStore late = cats();
    generations.switchOver("cats", () -> true);
    assertThatThrownBy(() -> late.upsert("", List.of(Samples.record("new", 1, 2))))
        .isInstanceOf(Overloaded.class)
        .hasMessageContaining("second");
    assertThat(late.delete("", List.of("kit"))).isEqualTo(1);
    late.update("", List.of(new RecordUpdate("tom", MetadataParser.parse(Map.of("age", 3)))));
    assertThat(cats().fetch("", List.of("tom", "kit", "new")))
        .extracting(VectorRecord::id)
        .containsExactly("tom");
    assertThat(cats().fetch("", List.of("tom")).getFirst().metadata().number("age")).hasValue(3.0);
  }

  @Test
  void droppedCollectionTakesItsSecondGenerationAlong() throws IOException {
    CollectionStore next = begin();
    store.drop("cats");
    assertThatThrownBy(() -> next.count("", Samples.ALL)).isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> generations.beside("cats")).isInstanceOf(NotFound.class);
    try (Stream<Path> left = Files.list(folder.resolve("collections"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void theFeedHasEveryChangeThatWasAcknowledged() {
    try (ChangeFeed feed = generations.follow("cats")) {
      cats().upsert("dogs", List.of(Samples.record("rex", 1, 1)));
      cats().delete("", List.of("tom", "nobody"));
      assertThat(feed.take())
          .isEqualTo(
              new ChangeFeed.Changes(
                  Set.of(new RecordKey("dogs", "rex"), new RecordKey("", "tom")), false));
      assertThat(feed.take().isEmpty()).isTrue();
      cats().deleteNamespace("dogs");
      assertThat(feed.take().more()).isTrue();
    }
  }

  /// Writers and a switch that carries over what the feed says: whatever was acknowledged before it
  /// is in the new generation, what was refused is in neither.
  @Test
  void noAcknowledgedWriteIsLostByASwitchUnderWriters() throws Exception {
    CollectionStore next = begin();
    next.upsert("", List.of(Samples.record("tom", 9, 9, 9)));
    ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
    CountDownLatch busy = new CountDownLatch(200);
    List<Thread> writers = new ArrayList<>();
    try (ChangeFeed feed = generations.follow("cats")) {
      for (int writer = 0; writer < 4; writer++) {
        int number = writer;
        writers.add(Thread.ofVirtual().start(() -> writeUntilRefused(number, acknowledged, busy)));
      }
      busy.await();
      generations.switchOver(
          "cats",
          () -> {
            for (RecordKey key : feed.take().keys()) {
              next.upsert(key.namespace(), List.of(Samples.record(key.id(), 9, 9, 9)));
            }
            return true;
          });
    }
    for (Thread writer : writers) {
      writer.join();
    }
    List<String> all = List.copyOf(acknowledged);
    assertThat(all).hasSizeGreaterThanOrEqualTo(200);
    assertThat(cats().fetch("", all)).extracting(VectorRecord::id).containsExactlyElementsOf(all);
    assertThat(cats().count("", Samples.ALL)).isEqualTo(all.size() + 1L);
  }

  private void writeUntilRefused(
      int writer, ConcurrentLinkedQueue<String> acknowledged, CountDownLatch busy) {
    CollectionStore old = cats();
    try {
      for (int n = 0; ; n++) {
        String id = writer + "-" + n;
        old.upsert("", List.of(Samples.record(id, 1, 2)));
        acknowledged.add(id);
        busy.countDown();
      }
    } catch (Overloaded switched) {
      Optional<Generations.Beside> previous = generations.beside("cats");
      assertThat(previous).isPresent();
    }
  }

  private List<String> indexes() throws IOException {
    try (Stream<Path> names = Files.list(folder.resolve("collections/c-cats"))) {
      return names
          .map(each -> each.getFileName().toString())
          .filter(each -> each.startsWith("index"))
          .toList();
    }
  }
}
