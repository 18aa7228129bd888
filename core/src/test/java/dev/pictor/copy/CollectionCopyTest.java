package dev.pictor.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.Conflict;
import dev.pictor.error.CorruptStore;
import dev.pictor.error.NotFound;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.RecordUpdate;
import dev.pictor.store.VectorQuery;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.VectorStore;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectionCopyTest {

  private static final int RECORDS = 2500;

  private static final class Stopped extends RuntimeException {}

  @TempDir Path folder;
  private VectorStore from;
  private VectorStore to;

  @BeforeEach
  void open() {
    from = LuceneStore.open(folder.resolve("from"));
    to = LuceneStore.open(folder.resolve("to"));
    CopySamples.fill(from, RECORDS);
  }

  @AfterEach
  void close() {
    from.close();
    to.close();
  }

  private CopyResult copy(String name, String as) {
    return CollectionCopy.run(from, name, to, as, _ -> {});
  }

  private static CollectionStore collection(VectorStore store, String name) {
    return store.collection(name).orElseThrow();
  }

  @Test
  void copyIsWhatTheSourceIsAndAnswersAlike() {
    CopyResult result = copy("photos", "copied");
    assertThat(result.records()).isEqualTo(RECORDS + 40);
    assertThat(result.written()).isEqualTo(RECORDS + 40);
    CollectionStore source = collection(from, "photos");
    CollectionStore target = collection(to, "copied");
    assertThat(target.spec()).isEqualTo(source.spec().withName("copied"));
    assertThat(target.namespaces()).isEqualTo(source.namespaces()).containsKey("empty");
    Random random = new Random(5);
    for (int i = 0; i < 20; i++) {
      VectorQuery query = new VectorQuery("", CopySamples.vector(random), 10, MetadataFilter.all());
      assertThat(target.query(query).matches()).isEqualTo(source.query(query).matches());
    }
    assertThat(copy("words", "words").records()).isEqualTo(1);
    assertThat(collection(to, "words").fetch("", List.of("s")))
        .isEqualTo(collection(from, "words").fetch("", List.of("s")));
  }

  @Test
  void stoppedCopyGoesOnAndWritesOnlyWhatIsMissing() {
    assertThatThrownBy(
            () ->
                CollectionCopy.run(
                    from,
                    "photos",
                    to,
                    "photos",
                    progress -> {
                      if (progress.done() >= 1000) {
                        throw new Stopped();
                      }
                    }))
        .isInstanceOf(Stopped.class);
    long there = collection(to, "photos").count("", MetadataFilter.all());
    assertThat(there).isBetween(1000L, RECORDS - 1L);
    CopyResult result = copy("photos", "photos");
    assertThat(result.written()).isEqualTo(RECORDS + 40 - there);
    assertThat(copy("photos", "photos").written()).isZero();
  }

  @Test
  void whatDiffersInTheTargetIsFoundAndWrittenAgain() {
    copy("photos", "photos");
    CollectionStore target = collection(to, "photos");
    target.update("", List.of(new RecordUpdate("r00007", MetadataParser.parse(Map.of("n", 0)))));
    target.delete("二", List.of("r00001"));
    CopyResult result = copy("photos", "photos");
    assertThat(result.written()).isEqualTo(2);
    assertThat(target.fetch("", List.of("r00007")))
        .isEqualTo(collection(from, "photos").fetch("", List.of("r00007")));
  }

  @Test
  void targetThatChangesMeanwhileFailsTheVerification() {
    assertThatThrownBy(
            () ->
                CollectionCopy.run(
                    from,
                    "photos",
                    to,
                    "photos",
                    progress -> {
                      if (!progress.verifying() && progress.done() == RECORDS + 40) {
                        collection(to, "photos")
                            .update(
                                "",
                                List.of(
                                    new RecordUpdate(
                                        "r00000", MetadataParser.parse(Map.of("n", 0)))));
                      }
                    }))
        .isInstanceOf(CorruptStore.class)
        .hasMessageContainingAll(
            "namespace: \"\" of photos", "has 2500 records", "Run the same copy again");
  }

  @Test
  void foreignRecordsInTheTargetFailTheVerification() {
    copy("photos", "photos");
    collection(to, "photos")
        .upsert(
            "other",
            List.of(
                new VectorRecord(
                    "x", CopySamples.vector(new Random(1)), MetadataParser.parse(Map.of()))));
    assertThatThrownBy(() -> copy("photos", "photos"))
        .isInstanceOf(CorruptStore.class)
        .hasMessageContainingAll("namespace: \"other\"", "Others wrote there too");
  }

  @Test
  void collectionOfAnotherKindIsRefusedAndUntouched() {
    to.create(new CollectionSpec("photos", 8, Similarity.COSINE, new ModelBinding.Unattested()));
    to.create(new CollectionSpec("words", 8, Similarity.COSINE, new ModelBinding.Unattested()));
    assertThatThrownBy(() -> copy("photos", "photos"))
        .isInstanceOf(Conflict.class)
        .hasMessageContainingAll("photos is in the target with other model", "another name");
    assertThatThrownBy(() -> copy("words", "words"))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("other vectors");
    assertThat(collection(to, "photos").namespaces()).isEmpty();
    assertThatThrownBy(() -> copy("none", "none"))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("[photos, words]");
  }

  @Test
  void sumsSeeEachBitAndNoOrder() {
    VectorRecord one = record("a", 0.0f);
    VectorRecord other = record("b", 1f);
    RecordSum sum = RecordSum.NONE.plus(one).plus(other);
    assertThat(RecordSum.NONE.plus(other).plus(one)).isEqualTo(sum);
    assertThat(RecordSum.NONE.plus(record("a", -0.0f)).plus(other)).isNotEqualTo(sum);
    assertThat(RecordSum.NONE.plus(one).plus(one)).isNotEqualTo(sum);
    assertThat(sum.hex()).hasSize(32);
  }

  private static VectorRecord record(String id, float value) {
    return new VectorRecord(id, DenseVector.copyOf(value, 1), MetadataParser.parse(Map.of()));
  }
}
