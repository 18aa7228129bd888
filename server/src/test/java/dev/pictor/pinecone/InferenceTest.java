package dev.pictor.pinecone;

import static dev.pictor.pinecone.PineconeServer.get;
import static dev.pictor.pinecone.PineconeServer.json;
import static dev.pictor.pinecone.PineconeServer.post;
import static dev.pictor.pinecone.PineconeServer.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinecone.clients.Index;
import io.pinecone.clients.Inference;
import io.pinecone.clients.Pinecone;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openapitools.db_control.client.model.ConfigureIndexRequestEmbed;
import org.openapitools.db_control.client.model.CreateIndexForModelRequestEmbed;
import org.openapitools.db_control.client.model.IndexModel;
import org.openapitools.db_data.client.model.Hit;
import org.openapitools.db_data.client.model.SearchRecordsRequestRerank;
import org.openapitools.db_data.client.model.SearchRecordsResponse;
import org.openapitools.db_data.client.model.SearchRecordsVector;
import org.openapitools.inference.client.model.EmbeddingsList;
import org.openapitools.inference.client.model.ModelInfo;
import org.openapitools.inference.client.model.RankedDocument;
import tools.jackson.databind.JsonNode;

/// Inference and records by the bundled model, with the published Java client and over HTTP.
class InferenceTest {

  private static final Path PHOTOS = Path.of("../examples/photos");
  private static final List<Map<String, String>> ANIMALS =
      List.of(
          Map.of("_id", "bird", "chunk_text", "a bird on a branch", "kind", "animal"),
          Map.of("_id", "ship", "chunk_text", "a large ship at sea", "kind", "vehicle"),
          Map.of("_id", "bread", "chunk_text", "fresh bread from the oven", "kind", "food"));

  @TempDir static Path folder;
  private static PineconeServer server;
  private static Pinecone client;

  @BeforeAll
  static void start() {
    server = PineconeServer.start(folder.resolve("data"));
    client = server.client();
    assertThat(server.server().awaitModel()).isTrue();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static IndexModel createForModel(String name) throws Exception {
    return client.createIndexForModel(
        name,
        "aws",
        "us-east-1",
        new CreateIndexForModelRequestEmbed()
            .model("pocket")
            .fieldMap(Map.of("text", "chunk_text")),
        "disabled",
        Map.of());
  }

  private static List<String> ids(SearchRecordsResponse response) {
    return Objects.requireNonNull(response.getResult()).getHits().stream().map(Hit::getId).toList();
  }

  @Test
  void recordsAreFoundByWhatTheySay() throws Exception {
    IndexModel made = createForModel("records");
    assertThat(made.getDimension()).isEqualTo(512);
    assertThat(Objects.requireNonNull(made.getEmbed()).getModel()).isEqualTo("pocket");
    assertThat(made.getEmbed().getFieldMap()).isEqualTo(Map.of("text", "chunk_text"));
    try (Index index = client.getIndexConnection("records")) {
      index.upsertRecords("ns", ANIMALS);
      SearchRecordsResponse found =
          index.searchRecordsByText("鸟", "ns", List.of("chunk_text"), 3, null, null);
      assertThat(ids(found)).startsWith("bird").hasSize(3);
      assertThat(found.getResult().getHits().getFirst().getFields())
          .isEqualTo(Map.of("chunk_text", "a bird on a branch"));
      assertThat(found.getUsage().getEmbedTotalTokens()).isPositive();
      assertThat(
              ids(
                  index.searchRecordsByText(
                      "a bird", "ns", List.of("kind"), 3, Map.of("kind", "food"), null)))
          .containsExactly("bread");
      assertThat(ids(index.searchRecordsById("ship", "ns", List.of("kind"), 1, null, null)))
          .containsExactly("ship");
      List<Float> stored =
          index.fetch(List.of("bread"), "ns").getVectorsOrThrow("bread").getValuesList();
      assertThat(
              ids(
                  index.searchRecordsByVector(
                      new SearchRecordsVector().values(stored),
                      "ns",
                      List.of("kind"),
                      1,
                      null,
                      null)))
          .containsExactly("bread");
      SearchRecordsResponse reranked =
          index.searchRecordsByText(
              "a bird",
              "ns",
              List.of("chunk_text"),
              3,
              null,
              new SearchRecordsRequestRerank()
                  .model("pocket")
                  .query("a boat on the water")
                  .rankFields(List.of("chunk_text"))
                  .topN(2));
      assertThat(ids(reranked)).startsWith("ship").hasSize(2);
      assertThat(reranked.getUsage().getRerankUnits()).isEqualTo(1);
    }
    JsonNode byText =
        post(
            200,
            server.server().uri() + "api/v1/collections/records/search",
            "{\"query\":\"a bird\",\"limit\":1}");
    assertThat(byText.path("model").stringValue()).isEqualTo("pocket");
  }

  @Test
  void aPlainIndexGetsAModelAndIsThenSearchedByText() throws Exception {
    String data = server.create("plain", 512);
    String refused =
        "{\"code\":3,\"message\":\"Integrated inference is not configured for the index plain";
    assertThat(send("POST", data + "/records/namespaces/n/upsert", "{\"_id\":\"a\"}").body())
        .startsWith(refused);
    assertThat(
            send(
                    "POST",
                    data + "/records/namespaces/n/search",
                    "{\"query\":{\"top_k\":1,\"inputs\":{\"text\":\"x\"}}}")
                .body())
        .startsWith(refused);
    client.configureServerlessIndex(
        "plain",
        "disabled",
        Map.of(),
        new ConfigureIndexRequestEmbed().model("pocket").fieldMap(Map.of("text", "chunk_text")));
    try (Index index = client.getIndexConnection("plain")) {
      index.upsertRecords("__default__", ANIMALS);
      assertThat(
              ids(
                  index.searchRecordsByText(
                      "a ship", "__default__", List.of("kind"), 1, null, null)))
          .containsExactly("ship");
    }
    assertThat(
            send(
                    "PATCH",
                    server.control() + "/indexes/plain",
                    "{\"embed\":{\"field_map\":{\"text\":\"body\"}}}")
                .statusCode())
        .isEqualTo(200);
    assertThat(
            send(
                    "POST",
                    data + "/records/namespaces/n/upsert",
                    "{\"_id\":\"a\",\"chunk_text\":\"x\"}")
                .body())
        .isEqualTo("{\"code\":3,\"message\":\"Missing required key 'body'\",\"details\":[]}");
  }

  @Test
  void anIndexFilledByClientsIsSearchedByTextOnceItsModelIsDeclared() throws Exception {
    String data = server.create("filled", 512);
    for (String category : List.of("animals", "transportation")) {
      JsonNode vector =
          post(
              200,
              server.server().uri() + "clip/embed_image",
              "{\"image\":{\"type\":\"base64\",\"value\":\"%s\"}}".formatted(picture(category)));
      post(
          200,
          data + "/vectors/upsert",
          "{\"namespace\":\"mine\",\"vectors\":[{\"id\":\"%s\",\"values\":%s}]}"
              .formatted(category, vector.path("embeddings").get(0)));
    }
    String collection = server.server().uri() + "api/v1/collections/filled";
    String search = "{\"query\":\"an animal\",\"namespace\":\"mine\",\"least\":\"none\"}";
    assertThat(post(409, collection + "/search", search).path("detail").stringValue())
        .contains("PATCH /api/v1/collections/filled {\"model\": \"pocket\"}");
    assertThat(send("PATCH", collection, "{\"model\":\"pocket\"}").statusCode()).isEqualTo(200);
    assertThat(
            post(200, collection + "/search", search)
                .path("matches")
                .get(0)
                .path("id")
                .stringValue())
        .isEqualTo("animals");
    assertThat(
            post(
                    200,
                    data + "/records/namespaces/mine/search",
                    "{\"query\":{\"top_k\":1,\"inputs\":{\"text\":\"a vehicle\"}}}")
                .path("result")
                .path("hits")
                .get(0)
                .path("_id")
                .stringValue())
        .isEqualTo("transportation");
  }

  @Test
  void picturesAreRecordsAndQueriesToo() throws Exception {
    JsonNode made =
        post(
            201,
            server.control() + "/indexes/create-for-model",
            "{\"name\":\"pictures\",\"cloud\":\"aws\",\"region\":\"us-east-1\",\"embed\":{\"model\":\"pocket\",\"field_map\":{\"image\":\"picture\",\"text\":\"caption\"}}}");
    String records = made.path("host").stringValue() + "/records/namespaces/__default__/";
    String bird = picture("animals");
    String ship = picture("transportation");
    HttpResponse<String> written =
        send(
            "POST",
            records + "upsert",
            "{\"_id\":\"a\",\"picture\":\"%s\",\"kind\":\"animal\"}\n{\"id\":\"b\",\"picture\":\"%s\"}\n{\"id\":\"c\",\"caption\":\"a plate of food\"}"
                .formatted(bird, ship),
            "Content-Type",
            "text/plain;charset=UTF-8");
    assertThat(written.statusCode()).as(written.body()).isEqualTo(201);
    assertThat(written.body()).isEmpty();
    JsonNode found =
        post(
            200,
            records + "search",
            "{\"query\":{\"top_k\":1,\"inputs\":{\"image\":\"%s\"}}}".formatted(bird));
    JsonNode hit = found.path("result").path("hits").get(0);
    assertThat(hit.path("_id").stringValue()).isEqualTo("a");
    assertThat(hit.path("_score").doubleValue()).isGreaterThan(0.999);
    assertThat(hit.path("fields").toString())
        .as("a picture itself is not kept")
        .isEqualTo("{\"kind\":\"animal\"}");
  }

  private static String picture(String category) throws Exception {
    try (var files = Files.list(PHOTOS.resolve(category))) {
      Path first =
          files.filter(file -> file.toString().endsWith(".jpg")).sorted().findFirst().orElseThrow();
      return Base64.getEncoder().encodeToString(Files.readAllBytes(first));
    }
  }

  @Test
  void textsAreEmbeddedAndDocumentsRanked() throws Exception {
    Inference inference = client.getInferenceClient();
    EmbeddingsList embedded =
        inference.embed(
            "pocket", Map.of("input_type", "passage", "truncate", "END"), List.of("a bird", "鸟"));
    assertThat(embedded.getModel()).isEqualTo("pocket");
    assertThat(embedded.getVectorType()).isEqualTo("dense");
    assertThat(embedded.getData()).hasSize(2);
    assertThat(embedded.getData().getFirst().getDenseEmbedding().getValues()).hasSize(512);
    assertThat(embedded.getUsage().getTotalTokens()).isGreaterThan(4);

    List<RankedDocument> ranked =
        inference
            .rerank(
                "pocket",
                "something to eat",
                List.of(
                    Map.of("id", "1", "text", "a steam train"),
                    Map.of("id", "2", "text", "a slice of cake")))
            .getData();
    assertThat(ranked).extracting(RankedDocument::getIndex).containsExactly(1, 0);
    assertThat(ranked.getFirst().getDocument()).containsEntry("text", "a slice of cake");

    ModelInfo model = inference.describeModel("pocket");
    assertThat(model.getDefaultDimension()).isEqualTo(512);
    assertThat(inference.listModels("embed").getModels()).contains(model);
    assertThat(inference.listModels("rerank").getModels())
        .extracting(ModelInfo::getType)
        .containsOnly("rerank");
    assertThatThrownBy(() -> createWith("multilingual-e5-large"))
        .hasMessageContaining("Model multilingual-e5-large not found.");
  }

  private static IndexModel createWith(String model) throws Exception {
    return client.createIndexForModel(
        "none",
        "aws",
        "us-east-1",
        new CreateIndexForModelRequestEmbed().model(model).fieldMap(Map.of("text", "t")),
        "disabled",
        Map.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /embed | {"model":"x","inputs":[{"text":"a"}]} | 404 | Model 'x' not found
          /embed | {"model":"pocket","inputs":[]} | 400 | Must specify at least one input
          /embed | {"model":"pocket","inputs":[{"voice":"a"}]} | 400 | inputs[0]: neither text nor image
          /embed | {"model":"pocket","inputs":[{"text":"a"}],"parameters":{"input_type":"song"}} | 400 | parameters.input_type: song (expected: one of [query, passage])
          /embed | {"model":"pocket","inputs":[{"text":"a"}],"parameters":{"dimension":1024}} | 400 | parameters.dimension: 1024 (expected: 512
          /embed | {"model":"pocket","inputs":[{"image":"AAAA"}]} | 400 | picture
          /embed | {"inputs":[]} | 422 | missing field `model`
          /rerank | {"model":"pocket","query":"q","documents":[{"text":"a"}],"rank_fields":["a","b"]} | 400 | Only one rank field is supported for model
          /rerank | {"model":"pocket","query":"q","documents":[{"text":"a"}],"rank_fields":["custom-field"]} | 400 | field 'custom-field' not found in document
          /rerank | {"model":"pocket","query":"q","documents":[]} | 400 | documents: 0 (expected: 1 to 1000)
          /indexes/create-for-model | {"name":"x","cloud":"aws","region":"us-east-1","embed":{"model":"pocket","field_map":{}}} | 400 | embed.field_map: {}
          /indexes/create-for-model | {"name":"x","cloud":"aws","region":"us-east-1","embed":{"model":"pocket","field_map":{"text":"t"},"dimension":3}} | 400 | embed.dimension: 3 (expected: 512
          """)
  void failuresSayWhatIsExpected(String path, String body, int status, String message)
      throws Exception {
    HttpResponse<String> failed = send("POST", server.control() + path, body);
    assertThat(failed.statusCode()).as(failed.body()).isEqualTo(status);
    assertThat(json(failed).path("error").path("message").stringValue()).contains(message);
  }

  @Test
  void aTextThatIsTooLongIsRefusedOnlyOnRequest() throws Exception {
    String words = "many words ".repeat(400);
    String body = "{\"model\":\"pocket\",\"inputs\":[\"%s\"],\"parameters\":{\"truncate\":\"%s\"}}";
    post(200, server.control() + "/embed", body.formatted(words, "END"));
    assertThat(
            post(400, server.control() + "/embed", body.formatted(words, "NONE"))
                .path("message")
                .stringValue())
        .contains("inputs[0]: more than the");
  }

  @Test
  void recordsAndSearchesAreCheckedWhole() throws Exception {
    createForModel("checked");
    String records =
        json(get(server.control() + "/indexes/checked")).path("host").stringValue()
            + "/records/namespaces/n/";
    assertThat(post(400, records + "upsert", "").path("message").stringValue())
        .isEqualTo("records: 0 (expected: 1 to 96 in a request)");
    assertThat(
            post(400, records + "upsert", "{\"_id\":\"a\",\"chunk_text\":\"x\"}\n".repeat(97))
                .path("message")
                .stringValue())
        .isEqualTo("records: 97 (expected: 1 to 96 in a request)");
    assertThat(
            post(400, records + "upsert", "{\"chunk_text\":\"x\"}").path("message").stringValue())
        .isEqualTo("Missing required key '_id'");
    assertThat(
            post(400, records + "upsert", "{\"_id\":\"a\",\"chunk_text\":\"x\",\"y\":{\"z\":1}}")
                .path("message")
                .stringValue())
        .isEqualTo(
            "Metadata value must be a string, number, boolean or list of strings, got '{z=1}' for field 'y'");
    assertThat(post(400, records + "search", "{}").path("message").stringValue())
        .contains("missing field `query`");
    assertThat(
            post(
                    400,
                    records + "search",
                    "{\"query\":{\"top_k\":1,\"inputs\":{\"text\":\"x\"},\"match_terms\":{\"strategy\":\"all\",\"terms\":[\"a\"]}}}")
                .path("message")
                .stringValue())
        .contains("match_terms", "pinecone-sparse-english-v0");
    assertThat(
            post(400, records + "search", "{\"query\":{\"top_k\":1}}")
                .path("message")
                .stringValue())
        .isEqualTo("query: expected: exactly one of inputs, vector and id");
  }

  @Test
  void theNewerDialectShowsTheFieldThatIsEmbedded() throws Exception {
    createForModel("shown");
    JsonNode index =
        json(get(server.control() + "/indexes/shown", "X-Pinecone-Api-Version", "2026-07"));
    assertThat(index.path("schema").path("fields").path("chunk_text").path("type").stringValue())
        .isEqualTo("semantic_text");
  }
}
