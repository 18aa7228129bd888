package dev.pictor.langchain4j;

import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.pictor.Pictor;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.ModelBinding;
import dev.pictor.vector.Similarity;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the framework's own tests leave out.
class PictorEmbeddingStoreTest {

  private static final Path KODAK =
      Path.of("..", "examples", "photos", "kodak").toAbsolutePath().normalize();

  @TempDir private static Path folder;
  private static Pictor pictor;
  private static PictorEmbeddingModel model;

  @BeforeAll
  static void open() {
    pictor = Pictor.open(folder);
    model = new PictorEmbeddingModel(pictor);
  }

  @AfterAll
  static void close() {
    pictor.close();
  }

  private static PictorEmbeddingStore store(String collection) {
    return PictorEmbeddingStore.builder().pictor(pictor).collection(collection).build();
  }

  private static List<EmbeddingMatch<TextSegment>> search(
      PictorEmbeddingStore store, String text, @Nullable Filter filter) {
    return store
        .search(
            EmbeddingSearchRequest.builder()
                .queryEmbedding(model.embed(text).content())
                .filter(filter)
                .maxResults(10)
                .build())
        .matches();
  }

  private static void add(PictorEmbeddingStore store, String text, Metadata metadata) {
    TextSegment segment = TextSegment.from(text, metadata);
    store.add(model.embed(segment).content(), segment);
  }

  @Test
  void aTextFindsThePicturesOfAFolder() {
    var photos = pictor.collection("photos");
    String parrots = photos.add(KODAK.resolve("kodim23.jpg"));
    photos.add(KODAK.resolve("kodim05.jpg"));
    PictorEmbeddingStore store =
        PictorEmbeddingStore.builder()
            .pictor(pictor)
            .collection("photos")
            .model(model)
            .textField("filename")
            .build();
    EmbeddingMatch<TextSegment> best = search(store, "two parrots", null).getFirst();
    assertThat(best.embeddingId()).isEqualTo(parrots);
    assertThat(best.embedded().text()).isEqualTo("kodim23.jpg");
    assertThat(best.embedded().metadata().getInteger("width")).isEqualTo(768);
  }

  @Test
  void aPictureByItsAddressIsNearTheTextThatSaysIt() {
    Embedding picture =
        model
            .embed(
                EmbeddingRequest.builder()
                    .input(ImageContent.from(KODAK.resolve("kodim23.jpg").toUri()))
                    .build())
            .embeddings()
            .getFirst();
    PictorEmbeddingStore store = store("captions");
    add(store, "two parrots", new Metadata());
    add(store, "motorcycles in a race", new Metadata());
    assertThat(
            store
                .search(EmbeddingSearchRequest.builder().queryEmbedding(picture).build())
                .matches()
                .getFirst()
                .embedded()
                .text())
        .isEqualTo("two parrots");
  }

  @Test
  void picturesOfOtherMachinesAreNotFetched() {
    EmbeddingRequest request =
        EmbeddingRequest.builder().input(ImageContent.from("https://localhost/cat.jpg")).build();
    assertThatThrownBy(() -> model.embed(request))
        .isInstanceOf(UnsupportedFeatureException.class)
        .hasMessageContaining("https://localhost/cat.jpg");
    EmbeddingRequest missing =
        EmbeddingRequest.builder()
            .input(ImageContent.from(folder.resolve("missing.jpg").toUri()))
            .build();
    assertThatThrownBy(() -> model.embed(missing))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("missing.jpg");
  }

  @Test
  void largeNumbersKeepTheirDigitsAndAreToldApart() {
    PictorEmbeddingStore store = store("numbers");
    long number = 1746714878034235396L;
    add(store, "one", new Metadata().put("id", number));
    add(store, "next", new Metadata().put("id", number + 1));
    add(store, "small", new Metadata().put("id", 7L));
    assertThat(search(store, "x", metadataKey("id").isEqualTo(number)))
        .singleElement()
        .satisfies(
            match -> {
              assertThat(match.embedded().metadata().getLong("id")).isEqualTo(number);
              assertThat(match.embedded().metadata().toMap()).hasSize(1);
            });
    assertThat(search(store, "x", metadataKey("id").isNotEqualTo(number)))
        .extracting(match -> match.embedded().text())
        .containsExactlyInAnyOrder("next", "small");
    assertThat(search(store, "x", metadataKey("id").isIn(number + 1, 7L))).hasSize(2);
    assertThat(search(store, "x", metadataKey("id").isGreaterThan(7L))).hasSize(2);
  }

  @Test
  void metadataThatCannotBeKeptIsRefusedByName() {
    PictorEmbeddingStore store = store("refused");
    assertThatThrownBy(() -> add(store, "a", new Metadata().put("text", "b")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("metadata.text");
    assertThatThrownBy(() -> add(store, "a", new Metadata().put("n", Double.NaN)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("metadata.n");
    assertThatThrownBy(() -> add(store, "long ".repeat(9000), new Metadata()))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("40960");
    assertThat(search(store, "a", null)).isEmpty();
  }

  @Test
  void listsOfOtherLengthsAndOtherDimensionsAreRefused() {
    PictorEmbeddingStore store = store("lengths");
    Embedding one = Embedding.from(new float[] {1, 0});
    store.addAll(List.of("a"), List.of(one), null);
    store.addAll(List.of(), List.of(), List.of());
    assertThatThrownBy(() -> store.addAll(List.of("a", "b"), List.of(one), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 ids, 1 embeddings");
    assertThatThrownBy(() -> store.add(Embedding.from(new float[] {1, 0, 0})))
        .isInstanceOf(InvalidRequest.class);
  }

  @Test
  void namespacesAreApartAndAllIsThereAfterTheNextOpening() {
    PictorEmbeddingStore.Builder builder =
        PictorEmbeddingStore.builder().pictor(pictor).collection("apart").model(model);
    add(builder.namespace("one").build(), "first", new Metadata().put("user", UUID.randomUUID()));
    add(builder.namespace("two").build(), "second", new Metadata());
    pictor.close();
    open();
    PictorEmbeddingStore again =
        PictorEmbeddingStore.builder().pictor(pictor).collection("apart").namespace("two").build();
    assertThat(search(again, "first", null))
        .extracting(match -> match.embedded().text())
        .containsExactly("second");
    assertThat(pictor.catalog().get("apart").spec().model()).isInstanceOf(ModelBinding.Bound.class);
  }

  @Test
  void aCollectionThatComparesOtherwiseOrIsOfAnotherModelIsRefused() {
    pictor
        .catalog()
        .create(new CollectionSpec("far", 2, Similarity.EUCLIDEAN, new ModelBinding.Unattested()));
    assertThatThrownBy(() -> store("far").add(Embedding.from(new float[] {1, 0})))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("EUCLIDEAN");
    pictor
        .catalog()
        .create(new CollectionSpec("other", 512, Similarity.COSINE, new ModelBinding.Unattested()));
    PictorEmbeddingStore other =
        PictorEmbeddingStore.builder().pictor(pictor).collection("other").model(model).build();
    assertThatThrownBy(() -> add(other, "a", new Metadata())).isInstanceOf(Conflict.class);
  }

  @Test
  void filtersOfOthersAreRefused() {
    PictorEmbeddingStore store = store("filters");
    Filter own = _ -> true;
    assertThatThrownBy(() -> search(store, "a", own))
        .isInstanceOf(UnsupportedFeatureException.class);
    add(store, "a", new Metadata().put("k", "v"));
    assertThat(search(store, "a", metadataKey("k").containsString(""))).hasSize(1);
  }

  @Test
  void anUnfinishedBuilderSaysWhatIsMissing() {
    assertThatThrownBy(() -> PictorEmbeddingStore.builder().pictor(pictor).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("collection");
  }

  @Test
  void severalInputsAreAnsweredInTheirOrder() {
    List<String> texts = Arrays.asList("a", "red car", "两只鹦鹉", "beach", "a");
    List<Embedding> together =
        model.embedAll(texts.stream().map(TextSegment::from).toList()).content();
    assertThat(together)
        .isEqualTo(texts.stream().map(text -> model.embed(text).content()).toList());
  }
}
