package dev.pictor.tags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbedderConfig;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.Namespace;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.Conflict;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureLimits;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.metadata.RecordTags;
import dev.pictor.search.Vocabulary;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.RecordUpdate;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.VectorStore;
import dev.pictor.tags.TagProgress.Phase;
import dev.pictor.vector.ModelFingerprint;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real photos in a collection, tagged from their vectors.
class TaggingRunTest {

  private static final Path EXAMPLES = Path.of("..", "examples", "photos");
  private static final String ZEBRAS = "animals/happymillerman-30230914936.jpg";
  private static final Vocabulary ANIMALS = Vocabulary.ofWords(List.of("zebra", "cat", "dog"));
  private static final Vocabulary OTHERS = Vocabulary.ofWords(List.of("invoice", "violin"));

  private static Embedder embedder;
  private static final Map<String, VectorRecord> PHOTOS = new LinkedHashMap<>();

  @TempDir Path folder;
  private VectorStore store;
  private VectorCollection collection;

  @BeforeAll
  static void readPhotos() throws IOException {
    embedder =
        Embedder.open(
            ModelCatalog.onClassPath().load("pocket"),
            new PictureDecoder(PictureLimits.defaults()),
            EmbedderConfig.defaults());
    for (String kind : List.of("animals", "food", "transportation")) {
      try (Stream<Path> files = Files.list(EXAMPLES.resolve(kind))) {
        files.sorted().limit(3).forEach(TaggingRunTest::read);
      }
    }
    read(EXAMPLES.resolve(ZEBRAS));
  }

  private static void read(Path file) {
    try {
      String id = EXAMPLES.relativize(file).toString().replace('\\', '/');
      PHOTOS.put(
          id,
          new VectorRecord(
              id,
              embedder.image(Files.readAllBytes(file)).embedding().vector(),
              Metadata.copyOf(Map.of("filename", new MetadataValue.Text(id)))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void close() {
    embedder.close();
  }

  @BeforeEach
  void open() {
    store = LuceneStore.open(folder);
    collection = collection(store);
    records().upsert(List.copyOf(PHOTOS.values()));
  }

  private static VectorCollection collection(VectorStore in) {
    return new CollectionCatalog(in)
        .create(
            new CollectionSpec(
                "photos",
                embedder.model().dimension(),
                Similarity.COSINE,
                new ModelBinding.Bound(embedder.model().name(), embedder.fingerprint())));
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private Namespace records() {
    return collection.defaultNamespace();
  }

  private TagProgress tag(Vocabulary vocabulary) {
    return new TaggingRun(collection, "", embedder, vocabulary).run(_ -> {});
  }

  private Metadata metadata(String id) {
    return records().fetch(List.of(id)).getFirst().metadata();
  }

  private RecordTags tags(String id) {
    return RecordTags.of(metadata(id));
  }

  private static MetadataFilter has(String tag) {
    return new MetadataFilter.Comparison(
        "tags", MetadataFilter.Comparator.EQ, new MetadataValue.Text(tag));
  }

  @Test
  void tagsAreFoundByFiltersAndTheSameVersionIsPassedOver() {
    TagProgress first = tag(ANIMALS);
    assertThat(first.phase()).isEqualTo(Phase.FINISHED);
    assertThat(first.version()).isEqualTo(ANIMALS.version());
    assertThat(first.total()).isEqualTo(PHOTOS.size());
    assertThat(first.tagged()).isPositive();
    assertThat(first.without()).as("no word fits food").isGreaterThanOrEqualTo(3);
    assertThat(tags(ZEBRAS).found()).containsExactly("zebra");
    assertThat(metadata(ZEBRAS).text("tags_vocabulary").orElseThrow())
        .startsWith(ANIMALS.version() + "-");
    assertThat(metadata(ZEBRAS).text("filename")).contains(ZEBRAS);
    assertThat(records().fetchMatching(has("zebra"), "", 10).records())
        .extracting(VectorRecord::id)
        .contains(ZEBRAS);

    TagProgress second = tag(Vocabulary.ofWords(List.of("dog", "zebra", "cat")));
    assertThat(second.unchanged()).isEqualTo(PHOTOS.size());
    assertThat(second.tagged() + second.without()).isZero();
  }

  @Test
  void anotherVocabularyTakesTheFoundTagsAwayAndLeavesOwnOnes() {
    int _ =
        records()
            .update(
                List.of(
                    new RecordUpdate(
                        ZEBRAS,
                        Metadata.copyOf(
                            Map.of("tags", new MetadataValue.TextList(List.of("safari")))))));
    TagProgress _ = tag(ANIMALS);
    assertThat(tags(ZEBRAS).all()).containsExactly("safari", "zebra");
    TagProgress others = tag(OTHERS);
    assertThat(others.without()).isEqualTo(PHOTOS.size());
    assertThat(tags(ZEBRAS).all()).containsExactly("safari");
    assertThat(records().count(has("zebra"))).isZero();
  }

  @Test
  void aTagThatSomebodyTookOffStaysOffAndOneThatIsOwnIsNotFoundAgain() {
    TagProgress _ = tag(ANIMALS);
    Metadata own = Metadata.copyOf(Map.of("tags", new MetadataValue.TextList(List.of("cat"))));
    int _ = records().update(List.of(new RecordUpdate(ZEBRAS, own)));
    TagProgress _ = tag(ANIMALS);
    assertThat(tags(ZEBRAS)).isEqualTo(new RecordTags(List.of("cat"), List.of(), version()));
  }

  private String version() {
    return metadata(ZEBRAS).text("tags_vocabulary").orElseThrow();
  }

  @Test
  void aReplacedPictureIsTaggedAnewAndTheOthersArePassedOver() {
    TagProgress _ = tag(ANIMALS);
    VectorRecord food = first("food/");
    records().upsert(List.of(new VectorRecord(ZEBRAS, food.vector(), Metadata.empty())));
    TagProgress again = tag(ANIMALS);
    assertThat(again.without()).isEqualTo(1);
    assertThat(again.unchanged()).isEqualTo(PHOTOS.size() - 1);
    assertThat(tags(ZEBRAS).all()).isEmpty();
  }

  private static VectorRecord first(String prefix) {
    return PHOTOS.values().stream()
        .filter(record -> record.id().startsWith(prefix))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRunThatIsStoppedAtOnceChangesNothingAndTheNextOneDoesItAll() {
    TaggingRun run = new TaggingRun(collection, "", embedder, ANIMALS);
    run.interrupt();
    assertThat(run.run(_ -> {}).phase()).isEqualTo(Phase.INTERRUPTED);
    assertThat(metadata(ZEBRAS).get("tags")).isEmpty();
    assertThat(tag(ANIMALS).unchanged()).isZero();
  }

  @Test
  void aPictureThatIsReplacedBetweenReadingAndWritingHasNoTagsOfTheFormerOne() {
    VectorRecord food = first("food/");
    Namespace real = records();
    VectorCollection watched =
        collection(
            new ReplacingStore(
                    () ->
                        real.upsert(
                            List.of(new VectorRecord(ZEBRAS, food.vector(), Metadata.empty()))))
                .over(store));
    TagProgress done = new TaggingRun(watched, "", embedder, ANIMALS).run(_ -> {});
    assertThat(done.done()).isEqualTo(PHOTOS.size());
    assertThat(tags(ZEBRAS).version()).isNotEmpty();
    assertThat(tags(ZEBRAS).all()).isEmpty();
  }

  @Test
  void vectorsOfAnotherModelAreNotTagged() {
    VectorCollection foreign =
        new CollectionCatalog(store)
            .create(
                new CollectionSpec(
                    "foreign",
                    embedder.model().dimension(),
                    Similarity.COSINE,
                    new ModelBinding.Bound("other", new ModelFingerprint("0".repeat(64)))));
    TaggingRun run = new TaggingRun(foreign, "", embedder, ANIMALS);
    assertThatThrownBy(() -> run.run(_ -> {})).isInstanceOf(Conflict.class);
  }

  /// Does something once before the first update.
  private static final class ReplacingStore {

    private Optional<Runnable> once;

    ReplacingStore(Runnable once) {
      this.once = Optional.of(once);
    }

    /// With the collection that is there already in place of a new one.
    VectorStore over(VectorStore store) {
      CollectionStore inner = store.collection("photos").orElseThrow();
      CollectionStore watched = proxy(CollectionStore.class, inner);
      return (VectorStore)
          Proxy.newProxyInstance(
              VectorStore.class.getClassLoader(),
              new Class<?>[] {VectorStore.class},
              (_, method, arguments) ->
                  method.getName().equals("create") ? watched : method.invoke(store, arguments));
    }

    private <T> T proxy(Class<T> type, T inner) {
      return type.cast(
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (_, method, arguments) -> {
                if (method.getName().equals("update")) {
                  once.ifPresent(Runnable::run);
                  once = Optional.empty();
                }
                try {
                  return method.invoke(inner, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              }));
    }
  }
}
