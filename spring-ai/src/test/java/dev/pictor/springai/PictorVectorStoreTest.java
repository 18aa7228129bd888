package dev.pictor.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.Pictor;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.ModelBinding;
import dev.pictor.vector.Similarity;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.ai.content.Media;
import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.filter.FilterExpressionBuilder;
import org.springframework.util.MimeTypeUtils;

/// What the framework's own tests leave out.
@SuppressWarnings("JavaUtilDate") // as Spring AI's filters have them
class PictorVectorStoreTest {

  private static final Path KODAK =
      Path.of("..", "examples", "photos", "kodak").toAbsolutePath().normalize();

  @TempDir private static Path folder;
  private static Pictor pictor;
  private static PictorEmbeddingModel model;

  @BeforeAll
  static void open() {
    pictor = Pictor.open(folder);
    model = new PictorEmbeddingModel(pictor);
    PictorVectorStore goods = store("goods");
    goods.add(
        List.of(
            new Document(
                "a",
                "red dress",
                Map.of("price", 19.5f, "stock", 3, "tags", List.of("new", "red"), "sold", false)),
            new Document(
                "b",
                "blue coat",
                Map.of("price", 120, "brand", "Zoe", "since", new Date(1_709_251_200_000L))),
            new Document("c", "green hat", Map.of("price", 8, "number", 1746714878034235396L)),
            new Document("d", "old lamp", Map.of("number", 1746714878034235397L, "own name", 1))));
  }

  @AfterAll
  static void close() {
    pictor.close();
  }

  private static PictorVectorStore store(String collection) {
    return PictorVectorStore.builder(pictor, model).collection(collection).build();
  }

  private static List<String> ids(List<Document> documents) {
    return documents.stream().map(Document::getId).toList();
  }

  private static SearchRequest.Builder request() {
    return SearchRequest.builder().query("clothes").topK(10).similarityThresholdAll();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "price > 19.5 ; b",
        "price >= 19.5 && price < 100 ; a",
        "price <= 8 || brand == 'Zoe' ; b c",
        "brand != 'Zoe' ; a c d",
        "brand > 'Yan' ; b",
        "brand < 'Yan' ; ``",
        "tags in ['red', 'x'] ; a",
        "tags nin ['red'] ; b c d",
        "not (price > 10) ; c d",
        "brand is null ; a c d",
        "brand is not null && sold is null ; b",
        "sold == false ; a",
        "\"own name\" == 1 ; d",
        "stock == '3' ; ``"
      })
  void filtersInWordsFindWhatTheySay(String filter, String expected) {
    List<Document> found =
        store("goods").similaritySearch(request().filterExpression(filter).build());
    assertThat(ids(found))
        .containsExactlyInAnyOrder(expected.isBlank() ? new String[0] : expected.split(" ", -1));
  }

  @Test
  void timesAreComparedAsTimesAndLargeNumbersByTheirDigits() {
    FilterExpressionBuilder filters = new FilterExpressionBuilder();
    assertThat(
            ids(
                store("goods")
                    .similaritySearch(
                        request()
                            .filterExpression(filters.eq("number", 1746714878034235396L).build())
                            .build())))
        .containsExactly("c");
    Date before = Date.from(Instant.parse("2024-02-01T00:00:00Z"));
    assertThat(
            ids(
                store("goods")
                    .similaritySearch(
                        request().filterExpression(filters.gt("since", before).build()).build())))
        .containsExactly("b");
  }

  @Test
  void documentsComeBackWithScoreAndMetadataBestFirst() {
    List<Document> found =
        store("goods").similaritySearch(request().query("a red dress").topK(2).build());
    Document best = found.getFirst();
    assertThat(best.getId()).isEqualTo("a");
    assertThat(best.getText()).isEqualTo("red dress");
    assertThat(best.getScore()).isBetween(0.5, 1.0);
    assertThat(best.getMetadata())
        .containsEntry("price", 19.5)
        .containsEntry("stock", 3L)
        .containsEntry("tags", List.of("new", "red"))
        .doesNotContainKey("text")
        .containsKey("distance");
    assertThat(
            ids(
                store("goods")
                    .similaritySearch(
                        request().query("red dress").similarityThreshold(0.999).build())))
        .containsExactly("a");
  }

  @Test
  void aTextFindsPicturesOfFoldersAndOfMedia() throws Exception {
    pictor.collection("photos").add(KODAK.resolve("kodim05.jpg"));
    PictorVectorStore photos =
        PictorVectorStore.builder(pictor, model).collection("photos").textField("filename").build();
    photos.add(
        List.of(
            new Document(
                "parrots",
                Media.builder()
                    .mimeType(MimeTypeUtils.IMAGE_JPEG)
                    .data(Files.readAllBytes(KODAK.resolve("kodim23.jpg")))
                    .build(),
                Map.of("album", "zoo"))));
    Document best = photos.similaritySearch(request().query("two parrots").build()).getFirst();
    assertThat(best.getId()).isEqualTo("parrots");
    assertThat(best.getText()).isEmpty();
    assertThat(photos.similaritySearch(request().query("motorcycles").build()).getFirst().getText())
        .isEqualTo("kodim05.jpg");
    Document far =
        new Document(
            "far",
            Media.builder()
                .mimeType(MimeTypeUtils.IMAGE_JPEG)
                .data(URI.create("https://localhost/cat.jpg"))
                .build(),
            Map.of());
    assertThatThrownBy(() -> photos.add(List.of(far)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("https://localhost/cat.jpg");
  }

  @Test
  void deletingByFilterLeavesTheRestAndNamespacesAreApart() {
    PictorVectorStore one =
        PictorVectorStore.builder(pictor, model).collection("apart").namespace("one").build();
    PictorVectorStore two =
        PictorVectorStore.builder(pictor, model).collection("apart").namespace("two").build();
    assertThat(one.similaritySearch(request().build())).isEmpty();
    one.delete(List.of("nothing"));
    one.add(List.of(new Document("x", "text", Map.of("k", 1))));
    two.add(List.of(new Document("x", "text", Map.of("k", 1)), new Document("y", "t", Map.of())));
    two.delete("k == 1");
    assertThat(ids(one.similaritySearch(request().build()))).containsExactly("x");
    assertThat(ids(two.similaritySearch(request().build()))).containsExactly("y");
    assertThat(two.<Pictor>getNativeClient()).contains(pictor);
  }

  @Test
  void whatCannotBeKeptIsRefusedByName() {
    PictorVectorStore store = store("refused");
    assertThatThrownBy(() -> store.add(List.of(new Document("a", Map.of("text", "b")))))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("metadata.text");
    assertThatThrownBy(() -> store.add(List.of(new Document("a", Map.of("m", Map.of("n", 1))))))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("metadata.m");
    pictor
        .catalog()
        .create(
            new CollectionSpec("dots", 512, Similarity.DOT_PRODUCT, new ModelBinding.Unattested()));
    assertThatThrownBy(() -> store("dots").add(List.of(new Document("a"))))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("DOT_PRODUCT");
    pictor
        .catalog()
        .create(new CollectionSpec("other", 512, Similarity.COSINE, new ModelBinding.Unattested()));
    assertThatThrownBy(() -> store("other").add(List.of(new Document("a"))))
        .isInstanceOf(Conflict.class);
  }

  @Test
  void everyOperationIsObservedWithCollectionAndSimilarity() {
    TestObservationRegistry registry = TestObservationRegistry.create();
    PictorVectorStore store =
        PictorVectorStore.builder(pictor, model)
            .collection("observed")
            .observationRegistry(registry)
            .build();
    store.add(List.of(new Document("a")));
    TestObservationRegistryAssert.assertThat(registry)
        .hasObservationWithNameEqualTo("db.vector.client.operation")
        .that()
        .hasLowCardinalityKeyValue("db.system", "pictor")
        .hasHighCardinalityKeyValue("db.collection.name", "observed")
        .hasHighCardinalityKeyValue("db.search.similarity_metric", "cosine")
        .hasBeenStopped();
  }
}
