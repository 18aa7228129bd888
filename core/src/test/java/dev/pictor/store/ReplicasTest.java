package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.Conflict;
import dev.pictor.metadata.FilterParser;
import dev.pictor.metadata.JavaMetadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.Replicas.Fetched;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store whose files are brought to another one.
class ReplicasTest {

  private static final int DIMENSION = 16;

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init")
  private LuceneStore leader;

  @SuppressWarnings("NullAway.Init")
  private LuceneStore follower;

  @BeforeEach
  void open() {
    leader = LuceneStore.open(folder.resolve("leader"));
    follower = LuceneStore.follow(folder.resolve("follower"), "the leader");
  }

  @AfterEach
  void close() {
    follower.close();
    leader.close();
  }

  private static CollectionSpec spec(String name, int dimension) {
    return new CollectionSpec(name, dimension, Similarity.COSINE, new ModelBinding.Unattested());
  }

  private static List<VectorRecord> records(int from, int count, int dimension) {
    Random random = new Random(from);
    List<VectorRecord> records = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      float[] values = new float[dimension];
      for (int j = 0; j < dimension; j++) {
        values[j] = (float) random.nextGaussian();
      }
      records.add(
          new VectorRecord(
              "r" + i,
              DenseVector.wrap(values),
              JavaMetadata.encode(Map.of("number", i % 10, "title", "picture number" + i % 50))));
    }
    return records;
  }

  private Fetched follow(String name) throws IOException {
    return follow(name, Long.MAX_VALUE);
  }

  /// @param most bytes that come before the connection breaks
  private Fetched follow(String name, long most) throws IOException {
    long[] left = {most};
    try (HeldFiles held = leader.commits().orElseThrow().hold(name)) {
      return follower
          .replicas()
          .orElseThrow()
          .install(
              held.head(),
              held.files(),
              (file, from, to) -> {
                try (InputStream in = held.read(file, from)) {
                  copy(in, to, left);
                }
              });
    }
  }

  private static void copy(InputStream in, OutputStream to, long[] left) throws IOException {
    byte[] piece = new byte[500];
    for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
      if (left[0] < count) {
        throw new IOException("the connection broke");
      }
      left[0] -= count;
      to.write(piece, 0, count);
    }
  }

  private CollectionStore there(String name) {
    return leader.collection(name).orElseThrow();
  }

  private CollectionStore here(String name) {
    return follower.collection(name).orElseThrow();
  }

  private void assertEqualAnswers(String name) {
    CollectionStore there = there(name);
    CollectionStore here = here(name);
    assertThat(here.spec()).isEqualTo(there.spec());
    assertThat(here.namespaces()).isEqualTo(there.namespaces());
    MetadataFilter some = FilterParser.parse(Map.of("number", 3));
    for (MetadataFilter filter : List.of(MetadataFilter.all(), some)) {
      assertThat(here.count("", filter)).isEqualTo(there.count("", filter));
      assertThat(here.page("", "", filter, "", 10_000))
          .isEqualTo(there.page("", "", filter, "", 10_000));
      for (VectorRecord each : records(1_000_000, 5, there.spec().dimension())) {
        VectorQuery query = new VectorQuery("", each.vector(), 20, filter);
        assertThat(here.query(query).matches()).isEqualTo(there.query(query).matches());
      }
    }
    WordQuery words = new WordQuery("", "number7", 50, some, new MatchContents(false, true));
    assertThat(here.words(words)).hasSameSizeAs(there.words(words));
    assertThat(here.valueCounts("", "title", some)).isEqualTo(there.valueCounts("", "title", some));
    assertThat(here.fetch("", List.of("r5", "r77")))
        .isEqualTo(there.fetch("", List.of("r5", "r77")));
  }

  @Test
  void copyAnswersAsItsLeaderAfterTenThousandWritesAndFetchesLittleAfterFew() throws Exception {
    CollectionStore cats = leader.create(spec("cats", DIMENSION));
    for (int i = 0; i < 10; i++) {
      cats.upsert("", records(i * 1000, 1000, DIMENSION));
    }
    cats.delete("", List.of("r5", "r6"));
    Fetched all = follow("cats");
    assertEqualAnswers("cats");
    CollectionStore handle = here("cats");
    cats.delete("", List.of("r9"));
    Fetched few = all;
    // A merge that ends between makes one large file, but no merge follows on each few writes.
    for (int i = 0; i < 20 && few.bytes() >= all.bytes() / 20; i++) {
      cats.upsert("", records(20_000, 3, DIMENSION));
      few = follow("cats");
    }
    assertThat(few.bytes()).isPositive().isLessThan(all.bytes() / 20);
    assertEqualAnswers("cats");
    assertThat(handle.count("", MetadataFilter.all())).isEqualTo(10_000);
    assertThat(follow("cats")).isEqualTo(new Fetched(0, 0));
  }

  @Test
  void reopenedFollowerFetchesNothingAgain() throws Exception {
    leader.create(spec("cats", DIMENSION)).upsert("", records(0, 200, DIMENSION));
    follow("cats");
    follower.close();
    follower = LuceneStore.follow(folder.resolve("follower"), "the leader");
    assertThat(follow("cats")).isEqualTo(new Fetched(0, 0));
    assertEqualAnswers("cats");
  }

  @Test
  void transferThatBreaksOffGoesOnAndReadersSeeTheOldCommitMeanwhile() throws Exception {
    CollectionStore cats = leader.create(spec("cats", DIMENSION));
    cats.upsert("", records(0, 100, DIMENSION));
    follow("cats");
    cats.upsert("", records(100, 2000, DIMENSION));
    long all;
    try (HeldFiles held = leader.commits().orElseThrow().hold("cats")) {
      all = held.files().values().stream().mapToLong(FileMark::bytes).sum();
    }
    assertThatThrownBy(() -> follow("cats", all / 2)).hasMessageContaining("broke");
    assertThat(here("cats").count("", MetadataFilter.all())).isEqualTo(100);
    follower.close();
    follower = LuceneStore.follow(folder.resolve("follower"), "the leader");
    assertThat(here("cats").count("", MetadataFilter.all())).isEqualTo(100);
    assertThat(follow("cats").bytes()).isLessThan(all - all / 2 + 10_000);
    assertEqualAnswers("cats");
  }

  @Test
  void fileThatComesDamagedIsNotServedAndFetchedAnew() throws Exception {
    leader.create(spec("cats", DIMENSION)).upsert("", records(0, 300, DIMENSION));
    try (HeldFiles held = leader.commits().orElseThrow().hold("cats")) {
      Replicas replicas = follower.replicas().orElseThrow();
      assertThatThrownBy(
              () ->
                  replicas.install(
                      held.head(),
                      held.files(),
                      (file, from, to) -> {
                        try (InputStream in = held.read(file, from)) {
                          byte[] bytes = in.readAllBytes();
                          bytes[bytes.length / 2] ^= 4;
                          to.write(bytes);
                        }
                      }))
          .isInstanceOf(IOException.class);
    }
    assertThat(follower.collection("cats")).isEmpty();
    follow("cats");
    assertEqualAnswers("cats");
  }

  @Test
  void collectionThatWasMadeAnewTakesThePlaceOfTheOldOne() throws Exception {
    leader.create(spec("cats", DIMENSION)).upsert("", records(0, 50, DIMENSION));
    follow("cats");
    leader.drop("cats");
    leader.create(spec("cats", 4)).upsert("", records(0, 80, 4));
    follow("cats");
    assertEqualAnswers("cats");
    follower.close();
    follower = LuceneStore.follow(folder.resolve("follower"), "the leader");
    assertEqualAnswers("cats");
  }

  @Test
  void generationOfAnotherModelIsFollowed() throws Exception {
    leader.create(spec("cats", DIMENSION)).upsert("", records(0, 50, DIMENSION));
    follow("cats");
    Generations generations = leader.generations().orElseThrow();
    CollectionStore next =
        generations.begin(
            "cats",
            new VectorSpace.Dense(4, Similarity.COSINE, VectorSpace.Precision.FLOAT32),
            new ModelBinding.Bound("other", Samples.ONE));
    next.upsert("", records(0, 50, 4));
    assertThat(generations.switchOver("cats", () -> true)).isTrue();
    follow("cats");
    assertEqualAnswers("cats");
    assertThat(here("cats").spec().model()).isEqualTo(new ModelBinding.Bound("other", Samples.ONE));
  }

  @Test
  void copyIsNotWritten() throws Exception {
    leader.create(spec("cats", DIMENSION)).upsert("", records(0, 5, DIMENSION));
    follow("cats");
    assertThatThrownBy(() -> here("cats").upsert("", records(0, 1, DIMENSION)))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("the leader");
    assertThatThrownBy(() -> here("cats").delete("", List.of("r1"))).isInstanceOf(Conflict.class);
    assertThatThrownBy(() -> follower.create(spec("dogs", 4))).isInstanceOf(Conflict.class);
    assertThatThrownBy(() -> follower.drop("cats")).isInstanceOf(Conflict.class);
    assertThatThrownBy(() -> follower.bind("cats", "a", Samples.ONE)).isInstanceOf(Conflict.class);
    follower.replicas().orElseThrow().remove("cats");
    assertThat(follower.collections()).isEmpty();
  }

  @Test
  void copyOpenedAsAnOrdinaryStoreIsWritten() throws Exception {
    leader.create(spec("cats", DIMENSION)).upsert("", records(0, 50, DIMENSION));
    follow("cats");
    follower.close();
    follower = LuceneStore.open(folder.resolve("follower"));
    here("cats").upsert("", records(50, 5, DIMENSION));
    assertThat(here("cats").count("", MetadataFilter.all())).isEqualTo(55);
  }

  @Test
  void heldFilesStayWhileTheLeaderGoesOn() throws Exception {
    CollectionStore cats = leader.create(spec("cats", DIMENSION));
    cats.upsert("", records(0, 500, DIMENSION));
    try (HeldFiles held = leader.commits().orElseThrow().hold("cats")) {
      for (int i = 0; i < 20; i++) {
        cats.upsert("", records(0, 500, DIMENSION));
      }
      for (Map.Entry<String, FileMark> each : held.files().entrySet()) {
        try (InputStream in = held.read(each.getKey(), 0)) {
          assertThat(in.readAllBytes()).hasSize((int) each.getValue().bytes());
        }
      }
      assertThat(leader.commits().orElseThrow().heads())
          .singleElement()
          .satisfies(head -> assertThat(head.version()).isGreaterThan(held.head().version()));
    }
  }
}
