package dev.pictor.reembed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbedderConfig;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.clip.SecondModel;
import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.Overloaded;
import dev.pictor.error.Unavailable;
import dev.pictor.files.DiskSpace;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureLimits;
import dev.pictor.library.IndexedPictures;
import dev.pictor.library.LibrarySpec;
import dev.pictor.library.PhotoLibrary;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.reembed.ReembedProgress.Phase;
import dev.pictor.reembed.Reembedding.Goal;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.RecordHead;
import dev.pictor.store.RecordKey;
import dev.pictor.store.RecordUpdate;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import dev.pictor.vector.SparseVector;
import dev.pictor.vector.VectorValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A library of twelve photos on its way from one model to another.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReembeddingTest {

  private static final Path EXAMPLES = Path.of("../examples/photos/kodak");
  private static final int PHOTOS = 12;
  private static final PictureDecoder DECODER = new PictureDecoder(PictureLimits.defaults());
  private static final BuildConfig CONFIG =
      new BuildConfig(4, 64_000_000, 2, Duration.ofMillis(100));

  @TempDir static Path bundle;
  private Embedder first;
  private Embedder second;

  @TempDir Path folder;
  private Path photos;
  private LuceneStore store;
  private CollectionCatalog catalog;
  private Reembedding reembedding;

  @BeforeAll
  void load() throws IOException {
    ModelCatalog models = ModelCatalog.onClassPath().with(SecondModel.make(bundle));
    first = Embedder.open(models.load("pocket"), DECODER, EmbedderConfig.defaults());
    second = Embedder.open(models.load(SecondModel.NAME), DECODER, EmbedderConfig.defaults());
  }

  @AfterAll
  void unload() {
    first.close();
    second.close();
  }

  @BeforeEach
  void index() throws IOException {
    photos = Files.createDirectory(folder.resolve("photos"));
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      for (Path each : files.sorted().limit(PHOTOS).toList()) {
        Files.copy(each, photos.resolve(each.getFileName()));
      }
    }
    open();
    catalog.create(
        new CollectionSpec(
            "photos",
            512,
            Similarity.COSINE,
            new ModelBinding.Bound(first.model().name(), first.fingerprint())));
    indexPhotos(first);
  }

  private void open() {
    store = LuceneStore.open(folder.resolve("store"));
    catalog = new CollectionCatalog(store);
    reembedding = new Reembedding(catalog, "photos", folder.resolve("state"), CONFIG);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() {
    store.close();
    open();
  }

  private void indexPhotos(Embedder embedder) {
    try (PhotoLibrary library = PhotoLibrary.open(spec(), serving(), embedder, DECODER, Map.of())) {
      assertThat(library.index(_ -> {}).failed()).isZero();
    }
  }

  private LibrarySpec spec() {
    return new LibrarySpec(List.of(photos), folder.resolve("library"));
  }

  private Contents contents() {
    return Contents.of(Optional.of(IndexedPictures.of(spec(), DECODER.limits())), Optional.empty());
  }

  private VectorCollection serving() {
    return catalog.get("photos");
  }

  private VectorCollection beside() {
    return reembedding.requireStanding().beside();
  }

  private void begin() {
    reembedding.begin(second.model(), contents(), ReembedSettings.standard());
  }

  private ReembedProgress run(Goal goal) {
    return run(goal, _ -> {});
  }

  private ReembedProgress run(Goal goal, Consumer<ReembedProgress> listener) {
    return reembedding.run(goal, goal == Goal.ROLLBACK ? first : second, contents(), listener);
  }

  private static List<String> ids(VectorCollection collection) {
    return collection.defaultNamespace().page("", MetadataFilter.all(), "", 1000).records().stream()
        .map(RecordHead::id)
        .toList();
  }

  private void requireVectorsOf(Embedder embedder, VectorCollection collection) throws IOException {
    for (String id : ids(collection)) {
      VectorRecord record = collection.defaultNamespace().fetch(List.of(id)).getFirst();
      DenseVector wanted =
          embedder.image(Files.readAllBytes(photos.resolve(id))).embedding().vector();
      assertThat(record.vector()).as(id).isEqualTo(wanted);
    }
  }

  private static long computed(Embedder embedder) {
    return embedder.stats().picturesEncoded();
  }

  @Test
  void buildSwitchAndRollBackKeepRecordsAndMetadataAndGiveEachModelItsVectors() throws Exception {
    List<String> all = ids(serving());
    List<VectorRecord> old = serving().defaultNamespace().fetch(all);
    begin();
    ReembedProgress built = run(Goal.BUILD);
    assertThat(built.phase()).isEqualTo(Phase.READY);
    assertThat(built.embedded()).isEqualTo(PHOTOS);
    assertThat(serving().spec().model())
        .isEqualTo(new ModelBinding.Bound("pocket", first.fingerprint()));
    assertThat(run(Goal.SWITCH).embedded()).isZero();
    assertThat(serving().spec().model())
        .isEqualTo(new ModelBinding.Bound("second", second.fingerprint()));
    assertThat(ids(serving())).isEqualTo(all);
    requireVectorsOf(second, serving());
    assertThat(serving().defaultNamespace().fetch(all))
        .extracting(VectorRecord::metadata)
        .isEqualTo(old.stream().map(VectorRecord::metadata).toList());
    assertThat(run(Goal.ROLLBACK).phase()).isEqualTo(Phase.SWITCHED);
    assertThat(serving().defaultNamespace().fetch(all)).isEqualTo(old);
  }

  @Test
  void aRunThatWasStoppedGoesOnAfterARestartAndComputesNothingTwice() {
    begin();
    ReembedProgress stopped =
        run(
            Goal.BUILD,
            now -> {
              if (now.embedded() >= 3) {
                reembedding.pause();
              }
            });
    assertThat(stopped.phase()).isEqualTo(Phase.INTERRUPTED);
    // What is under way when the pause is seen is finished; on a quick machine that may be all.
    assertThat(stopped.embedded()).isBetween(3L, (long) PHOTOS);
    long there = beside().stats().records();
    assertThat(there).isEqualTo(stopped.embedded());
    reopen();
    assertThat(reembedding.settings().paused()).isTrue();
    assertThat(run(Goal.BUILD).phase()).isEqualTo(Phase.INTERRUPTED);
    reembedding.resume();
    ReembedProgress resumed = run(Goal.BUILD);
    assertThat(resumed.phase()).isEqualTo(Phase.READY);
    assertThat(resumed.unchanged()).isEqualTo(there);
    assertThat(resumed.embedded()).isEqualTo(PHOTOS - there);
  }

  @Test
  void whatIsWrittenWhileBuildingIsInTheNewGenerationAtTheSwitch() throws Exception {
    List<String> all = ids(serving());
    begin();
    AtomicInteger told = new AtomicInteger();
    ReembedProgress switched =
        run(
            Goal.SWITCH,
            now -> {
              if (now.embedded() >= 4 && told.getAndIncrement() == 0) {
                writeMeanwhile(all);
              }
            });
    assertThat(told).hasPositiveValue();
    assertThat(switched.phase()).isEqualTo(Phase.SWITCHED);
    assertThat(ids(serving()))
        .contains("new.jpg", all.get(1))
        .doesNotContain(all.get(0), all.getLast())
        .hasSize(PHOTOS - 1);
    assertThat(
            serving()
                .defaultNamespace()
                .fetch(List.of(all.get(1)))
                .getFirst()
                .metadata()
                .text("tag"))
        .hasValue("kept");
    requireVectorsOf(second, serving());
  }

  private void writeMeanwhile(List<String> all) {
    try {
      Files.copy(EXAMPLES.resolveSibling("kodak").resolve(all.get(2)), photos.resolve("new.jpg"));
      Files.delete(photos.resolve(all.getFirst()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    indexPhotos(first); // finds one new and one that is gone
    serving().defaultNamespace().delete(List.of(all.getLast()));
    serving()
        .defaultNamespace()
        .update(List.of(new RecordUpdate(all.get(1), MetadataParser.parse(Map.of("tag", "kept")))));
  }

  /// A writer never stops; what it was told is done is there afterwards.
  @Test
  void noAcknowledgedWriteIsLostWhileAWriterGoesOnThroughTheSwitch() throws Exception {
    List<String> all = ids(serving());
    begin();
    VectorCollection old = serving();
    AtomicInteger acknowledged = new AtomicInteger();
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int n = 1; !Thread.currentThread().isInterrupted(); n++) {
                    old.defaultNamespace()
                        .update(
                            List.of(
                                new RecordUpdate(
                                    all.get(n % all.size()),
                                    MetadataParser.parse(Map.of("n", n)))));
                    acknowledged.set(n);
                  }
                });
    assertThat(run(Goal.SWITCH).phase()).isEqualTo(Phase.SWITCHED);
    int before = acknowledged.get();
    while (acknowledged.get() < before + 5) {
      Thread.onSpinWait(); // late writes reach the new generation
    }
    writer.interrupt();
    writer.join();
    int last = acknowledged.get();
    for (int n = Math.max(1, last - all.size() + 1); n <= last; n++) {
      assertThat(
              serving()
                  .defaultNamespace()
                  .fetch(List.of(all.get(n % all.size())))
                  .getFirst()
                  .metadata()
                  .number("n")
                  .orElseThrow())
          .isGreaterThanOrEqualTo((double) n);
    }
  }

  @Test
  void recordsWithoutAPictureAreNamedAndLeftOutOnlyWhenAllowedAndComeBackByARollback()
      throws Exception {
    VectorRecord alone =
        new VectorRecord(
            "uploaded",
            first.text("a cat").embedding().vector(),
            MetadataParser.parse(Map.of("by", "a client")));
    serving().defaultNamespace().upsert(List.of(alone));
    String gone = ids(serving()).getFirst();
    Files.delete(photos.resolve(gone));
    begin();
    assertThat(run(Goal.BUILD).missing()).isEqualTo(2);
    assertThat(reembedding.missing())
        .extracting(each -> each.key().id())
        .containsExactlyInAnyOrder("uploaded", gone);
    assertThatThrownBy(() -> run(Goal.SWITCH))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("uploaded")
        .hasMessageContaining("--allow-missing");
    assertThat(serving().spec().model())
        .isEqualTo(new ModelBinding.Bound("pocket", first.fingerprint()));
    var _ = reembedding.configure(old -> old.withAllowMissing(true));
    assertThat(run(Goal.SWITCH).phase()).isEqualTo(Phase.SWITCHED);
    assertThat(ids(serving())).hasSize(PHOTOS - 1).doesNotContain("uploaded", gone);
    assertThat(reembedding.settings().leftOut())
        .containsExactlyInAnyOrder(new RecordKey("", "uploaded"), new RecordKey("", gone));
    serving().defaultNamespace().delete(List.of(ids(serving()).getLast()));
    reopen();
    assertThat(run(Goal.ROLLBACK).removed()).isEqualTo(1);
    assertThat(ids(serving())).hasSize(PHOTOS).contains("uploaded", gone);
    assertThat(serving().defaultNamespace().fetch(List.of("uploaded"))).containsExactly(alone);
  }

  @Test
  void aFileThatIsAnotherPictureNowIsMissingUntilItIsIndexed() throws Exception {
    List<String> all = ids(serving());
    Files.write(photos.resolve(all.getFirst()), Files.readAllBytes(photos.resolve(all.get(1))));
    begin();
    assertThat(run(Goal.BUILD).missing()).isEqualTo(1);
    assertThat(reembedding.missing().getFirst().why().sentence()).contains("index the library");
    indexPhotos(first);
    assertThat(run(Goal.SWITCH).missing()).isZero();
    requireVectorsOf(second, serving());
  }

  @Test
  void anIndexingRunOfTheOldModelCannotWriteIntoTheNewGeneration() throws Exception {
    begin();
    try (PhotoLibrary library = PhotoLibrary.open(spec(), serving(), first, DECODER, Map.of())) {
      var _ = run(Goal.SWITCH);
      Files.copy(photos.resolve(ids(serving()).getFirst()), photos.resolve("copy.jpg"));
      assertThatThrownBy(() -> library.index(_ -> {})).isInstanceOf(Overloaded.class);
    }
    requireVectorsOf(second, serving());
    indexPhotos(second);
    assertThat(ids(serving())).contains("copy.jpg");
  }

  @Test
  void whatCannotBeReembeddedIsRefusedWithTheReason() {
    assertThatThrownBy(
            () -> reembedding.begin(first.model(), contents(), ReembedSettings.standard()))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("already");
    assertThatThrownBy(
            () ->
                reembedding.begin(
                    second.model(),
                    Contents.of(Optional.empty(), Optional.empty()),
                    ReembedSettings.standard()))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("without pictures");
    assertThat(reembedding.standing()).isEmpty();
  }

  @Test
  void textsAreEmbeddedAnewFromTheirField() {
    VectorCollection texts =
        catalog.create(
            new CollectionSpec(
                "texts",
                512,
                Similarity.COSINE,
                new ModelBinding.Bound(first.model().name(), first.fingerprint())));
    texts
        .namespace("en")
        .upsert(
            List.of(
                new VectorRecord(
                    "1",
                    first.text("a dog").embedding().vector(),
                    MetadataParser.parse(Map.of("chunk", "a dog"))),
                new VectorRecord(
                    "2",
                    first.text("a cat").embedding().vector(),
                    MetadataParser.parse(Map.of()))));
    Contents field = Contents.of(Optional.empty(), Optional.of("chunk"));
    Reembedding ofTexts = new Reembedding(catalog, "texts", folder.resolve("texts"), CONFIG);
    ofTexts.begin(second.model(), field, ReembedSettings.standard().withAllowMissing(true));
    ReembedProgress switched = ofTexts.run(Goal.SWITCH, second, field, _ -> {});
    assertThat(switched.missing()).isEqualTo(1);
    assertThat(catalog.get("texts").namespace("en").fetch(List.of("1", "2")))
        .extracting(VectorRecord::vector)
        .containsExactly(second.text("a dog").embedding().vector());
  }

  @Test
  void sparseValuesAreCarriedOverBesideTheNewVectors() {
    VectorCollection texts =
        catalog.create(
            new CollectionSpec(
                "texts",
                512,
                Similarity.DOT_PRODUCT,
                new ModelBinding.Bound(first.model().name(), first.fingerprint())));
    SparseVector words = SparseVector.copyOf(new int[] {3, 7}, new float[] {0.5f, 2});
    SparseVector others = SparseVector.copyOf(new int[] {4}, new float[] {1});
    texts.defaultNamespace().upsert(List.of(text("1", "a dog", words), text("2", "a cat", words)));
    Contents field = Contents.of(Optional.empty(), Optional.of("chunk"));
    Reembedding ofTexts = new Reembedding(catalog, "texts", folder.resolve("texts"), CONFIG);
    ofTexts.begin(second.model(), field, ReembedSettings.standard());
    var _ = ofTexts.run(Goal.BUILD, second, field, _ -> {});

    texts.defaultNamespace().upsert(List.of(text("2", "a cat", others)));
    ReembedProgress switched = ofTexts.run(Goal.SWITCH, second, field, _ -> {});
    assertThat(switched.embedded()).as("its text is the same").isZero();
    assertThat(catalog.get("texts").defaultNamespace().fetch(List.of("1", "2")))
        .extracting(VectorRecord::values)
        .containsExactly(
            VectorValues.of(second.text("a dog").embedding().vector(), words),
            VectorValues.of(second.text("a cat").embedding().vector(), others));
  }

  private VectorRecord text(String id, String text, SparseVector words) {
    return new VectorRecord(
        id,
        VectorValues.of(first.text(text).embedding().vector(), words),
        MetadataParser.parse(Map.of("chunk", text)));
  }

  @Test
  void aDiskThatIsTooFullIsToldBeforeAGenerationIsBegun() {
    long room = DiskSpace.RESERVE_BYTES + 2L * PHOTOS * second.model().dimension() * Float.BYTES;
    Reembedding onFullDisk =
        new Reembedding(catalog, "photos", folder.resolve("state"), CONFIG, _ -> room - 1);
    assertThatThrownBy(
            () -> onFullDisk.begin(second.model(), contents(), ReembedSettings.standard()))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("32 MB free (expected: 33 MB for the next generation of photos)");
    assertThat(onFullDisk.standing()).isEmpty();

    Reembedding onRoomyDisk =
        new Reembedding(catalog, "photos", folder.resolve("state"), CONFIG, _ -> room);
    onRoomyDisk.begin(second.model(), contents(), ReembedSettings.standard());
    assertThat(onRoomyDisk.standing()).isPresent();
  }

  @Test
  void comparisonShowsWhatEachGenerationFinds() {
    begin();
    var _ = run(Goal.BUILD);
    List<ComparedQuery> queries =
        List.of(
            new ComparedQuery.ByText("a red door"),
            new ComparedQuery.ById(ids(serving()).getFirst()));
    SavedQueries.write(folder.resolve("state"), queries);
    assertThat(SavedQueries.read(folder.resolve("state"))).isEqualTo(queries);
    Comparison same =
        new GenerationComparison(
                new GenerationComparison.Side(serving(), first),
                new GenerationComparison.Side(serving(), first),
                "")
            .run(queries, 5);
    assertThat(same.overlap()).isEqualTo(1);
    assertThat(same.answers()).allSatisfy(each -> assertThat(each.rankCorrelation()).hasValue(1));
    Comparison both =
        new GenerationComparison(
                new GenerationComparison.Side(serving(), first),
                new GenerationComparison.Side(beside(), second),
                "")
            .run(queries, 5);
    assertThat(both.answers())
        .allSatisfy(
            each -> {
              assertThat(each.serving()).hasSize(5);
              assertThat(each.onlyServing()).hasSameSizeAs(each.onlyBeside());
              assertThat(each.overlap()).isEqualTo((5 - each.onlyServing().size()) / 5.0);
            });
  }

  @Test
  void correlationAndOverlapAreThoseOfTheirFormulas() {
    Comparison.Answer answer =
        Comparison.Answer.of(
            new ComparedQuery.ByText("x"),
            List.of("a", "b", "c", "d"),
            List.of("c", "b", "a", "e"));
    assertThat(answer.overlap()).isEqualTo(0.75);
    assertThat(answer.rankCorrelation()).hasValue(-1);
    assertThat(answer.onlyServing()).containsExactly("d");
    assertThat(answer.onlyBeside()).containsExactly("e");
  }

  @Test
  void discardedGenerationIsGoneAndTheOldOneStillServes() {
    begin();
    var _ = run(Goal.BUILD);
    long computed = computed(second);
    reembedding.discard();
    assertThat(reembedding.standing()).isEmpty();
    assertThat(ids(serving())).hasSize(PHOTOS);
    assertThat(computed(second)).isEqualTo(computed);
  }
}
