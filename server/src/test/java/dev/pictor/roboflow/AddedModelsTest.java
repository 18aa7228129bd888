package dev.pictor.roboflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.pictor.clip.ModelCatalog;
import dev.pictor.models.AddOptions;
import dev.pictor.models.ModelInstaller;
import dev.pictor.server.GoldenModels;
import dev.pictor.server.PictorServer;
import dev.pictor.server.TestClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Every layout that can be added, over HTTP: by name and by alias, the vectors of PyTorch, the
/// reference's errors, and all of them at once.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AddedModelsTest {

  private static final double CLOSE = 1e-5;

  /// Of these, longer than the models read.
  private static final int LONG = 7;

  private static final int CLIENTS = 16;

  @TempDir static Path temp;
  private PictorServer server;
  private TestClient client;
  private JsonNode expected;

  @BeforeAll
  void start() throws Exception {
    server = AddedModelsServer.start(temp, builder -> builder);
    client = new TestClient(server.uri(), "");
    expected = GoldenModels.embeddings();
  }

  @AfterAll
  void stop() {
    client.close();
    server.close();
  }

  static Stream<String> versions() {
    return AddedModelsServer.ALL.stream().flatMap(each -> Stream.of(each.name(), each.alias()));
  }

  static Stream<AddedModelsServer.Added> added() {
    return AddedModelsServer.ALL.stream();
  }

  private HttpResponse<String> post(String path, Map<String, ?> body) throws Exception {
    return client.post(path, TestClient.JSON.writeValueAsString(body));
  }

  private JsonNode answer(String path, Map<String, ?> body) throws Exception {
    HttpResponse<String> response = post(path, body);
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 202);
    return TestClient.json(response);
  }

  private List<String> texts() {
    return IntStream.range(0, expected.path("texts").size())
        .mapToObj(i -> expected.at("/texts/" + i + "/text").stringValue())
        .toList();
  }

  private static Map<String, String> image(byte[] file) {
    return Map.of("type", "base64", "value", Base64.getEncoder().encodeToString(file));
  }

  private byte[] crop(int number) throws Exception {
    return GoldenModels.picture(expected.at("/images/" + number + "/crop").stringValue());
  }

  private static void requireClose(JsonNode vector, JsonNode reference, String what) {
    assertThat(vector.size()).as(what).isEqualTo(reference.size()).isEqualTo(512);
    for (int i = 0; i < vector.size(); i++) {
      assertThat(vector.get(i).doubleValue())
          .as("%s, number %d", what, i)
          .isCloseTo(reference.get(i).doubleValue(), offset(CLOSE));
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theReferencesCallsGiveTheVectorsOfTheFixtures(String version) throws Exception {
    List<String> readable = new ArrayList<>(texts());
    readable.remove(LONG);
    List<Integer> places =
        IntStream.range(0, texts().size()).filter(i -> i != LONG).boxed().toList();
    JsonNode several =
        answer("clip/embed_text", Map.of("text", readable, "clip_version_id", version));
    for (int i = 0; i < readable.size(); i++) {
      requireClose(
          several.path("embeddings").get(i),
          expected.at("/texts/" + places.get(i) + "/torch"),
          readable.get(i));
    }
    List<Map<String, String>> images = new ArrayList<>();
    for (int i = 0; i < expected.path("images").size(); i++) {
      images.add(image(crop(i)));
    }
    JsonNode pictures =
        answer("clip/embed_image", Map.of("image", images, "clip_version_id", version));
    assertThat(pictures.path("embeddings").size()).isEqualTo(images.size()).isEqualTo(8);
    for (int i = 0; i < images.size(); i++) {
      requireClose(
          pictures.path("embeddings").get(i), expected.at("/images/" + i + "/torch"), "image " + i);
    }
    JsonNode compared =
        answer(
            "clip/compare",
            Map.of("subject", images.getFirst(), "prompt", readable, "clip_version_id", version));
    for (int i = 0; i < readable.size(); i++) {
      double logit = expected.at("/logits_per_image/0/" + places.get(i)).doubleValue();
      assertThat(compared.path("similarity").get(i).doubleValue())
          .isCloseTo(logit / 100, offset(CLOSE));
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void anOverlongTextIsTheReferencesErrorThereAndIsCutInTheNativeApi(String version)
      throws Exception {
    HttpResponse<String> refused =
        post("clip/embed_text", Map.of("text", texts(), "clip_version_id", version));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(TestClient.json(refused).path("message").stringValue())
        .startsWith("Error with model input. Cause: Text input is too long");

    JsonNode cut = answer("api/v1/embed", Map.of("texts", texts(), "model", version));
    assertThat(cut.path("truncated").toString()).isEqualTo("[" + LONG + "]");
    requireClose(
        cut.path("texts").get(LONG), expected.at("/texts/" + LONG + "/torch"), "the text cut");
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aBadPictureFailsAlone(String version) throws Exception {
    byte[] whole = crop(0);
    byte[] half = java.util.Arrays.copyOf(whole, whole.length / 2);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        byte[] file = i % 2 == 0 ? crop(i) : half;
        answers.add(
            threads.submit(
                () ->
                    post(
                        "clip/embed_image",
                        Map.of("image", image(file), "clip_version_id", version))));
      }
      for (int i = 0; i < 8; i++) {
        HttpResponse<String> answer = answers.get(i).get();
        if (i % 2 == 0) {
          requireClose(
              TestClient.json(answer).path("embeddings").get(0),
              expected.at("/images/" + i + "/torch"),
              "image " + i);
        } else {
          assertThat(answer.statusCode()).isEqualTo(400);
          assertThat(answer.body())
              .contains("Could not load input image. Cause: Malformed base64 input image.");
        }
      }
    }
  }

  @Test
  void anUnknownVersionIsToldWithThoseThereAre() throws Exception {
    HttpResponse<String> unknown =
        post("clip/embed_text", Map.of("text", "a dog", "clip_version_id", "ViT-H-14"));
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(TestClient.json(unknown).path("message").stringValue())
        .contains("ViT-H-14", "split", "ViT-B-32", "RN50", "pictor models list");
    assertThat(
            post("api/v1/embed", Map.of("texts", List.of("a"), "model", "ViT-H-14")).statusCode())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @MethodSource("added")
  void modelsAreLoadedListedAndFreedByAlias(AddedModelsServer.Added model) throws Exception {
    Map<String, String> id = Map.of("model_id", "clip/" + model.alias());
    answer("model/remove", id);
    assertThat(registered(model)).isEmpty();

    HttpResponse<String> loaded = post("model/add", id);
    assertThat(loaded.statusCode()).isEqualTo(200);
    assertThat(loaded.headers().firstValue("x-model-cold-start")).hasValue("true");
    JsonNode entry = registered(model).orElseThrow();
    assertThat(entry.path("task_type").stringValue()).isEqualTo("embedding");
    assertThat(entry.path("request_aliases").toString()).contains("clip/" + model.alias());
    HttpResponse<String> warm =
        post("clip/embed_text", Map.of("text", "a dog", "clip_version_id", model.name()));
    assertThat(warm.headers().firstValue("x-model-cold-start")).hasValue("false");
    assertThat(warm.headers().firstValue("x-model-id")).hasValue("clip/" + model.name());
    assertThat(TestClient.json(warm).at("/resolved_model/model_id").stringValue())
        .isEqualTo("clip/" + model.name());

    answer("model/remove", id);
    assertThat(registered(model)).isEmpty();
    assertThat(post("model/add", Map.of("model_id", "clip/ViT-H-14")).statusCode()).isEqualTo(404);
  }

  private Optional<JsonNode> registered(AddedModelsServer.Added model) throws Exception {
    for (JsonNode each : TestClient.json(client.get("model/registry")).path("models")) {
      if (each.path("model_id").stringValue().equals("clip/" + model.name())) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  @Test
  void sixteenClientsAskAllModelsAtOnce() throws Exception {
    List<String> versions = versions().toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> done = new ArrayList<>();
      for (int number = 0; number < CLIENTS; number++) {
        int first = number;
        done.add(
            threads.submit(
                () -> {
                  for (int i = first; i < first + versions.size(); i++) {
                    ask(versions.get(i % versions.size()), i % 8);
                  }
                  return null;
                }));
      }
      for (Future<?> each : done) {
        each.get();
      }
    }
  }

  /// A picture and a text of a model, and a text of the bundled one between them.
  private void ask(String version, int number) throws Exception {
    JsonNode both =
        answer(
            "api/v1/embed",
            Map.of(
                "texts",
                List.of(texts().get(number)),
                "images",
                List.of(image(crop(number))),
                "model",
                version));
    requireClose(both.path("texts").get(0), expected.at("/texts/" + number + "/torch"), version);
    requireClose(both.path("images").get(0), expected.at("/images/" + number + "/torch"), version);
    JsonNode pocket = answer("api/v1/embed", Map.of("texts", List.of("text " + number)));
    assertThat(pocket.path("model").stringValue()).isEqualTo("pocket");
  }

  @Test
  void aCollectionIsIndexedAndSearchedWithItsOwnModel() throws Exception {
    answer("api/v1/collections", Map.of("name", "art", "model", "ViT-B-32"));
    JsonNode made = TestClient.json(client.get("api/v1/collections/art"));
    assertThat(made.at("/model/name").stringValue()).isEqualTo("split");
    Path photos = Path.of("../examples/photos/kodak").toAbsolutePath();
    JsonNode job =
        answer(
            "api/v1/jobs",
            Map.of("type", "index", "collection", "art", "folders", List.of(photos.toString())));
    client.events(job.path("id").stringValue());

    JsonNode found =
        answer("api/v1/collections/art/search", Map.of("query", "a lighthouse", "least", "none"));
    assertThat(found.path("model").stringValue()).isEqualTo("split");
    assertThat(found.path("matches")).isNotEmpty();
    assertThat(found.path("confidence").stringValue())
        .as("24 photos judge any model")
        .isIn("none", "weak", "strong");
  }

  @Test
  void aCollectionRefusesVectorsOfAnotherModelAndSaysWhatToDo() throws Exception {
    Path models = temp.resolve("data/models");
    ModelInstaller installer = new ModelInstaller(models, ModelCatalog.onClassPath());
    Path source = GoldenModels.joint(temp.resolve("sources/leaving"));
    // Another fingerprint than the models of other tests, which would stand in for it.
    Path preprocessing = source.resolve("preprocessor_config.json");
    Files.writeString(preprocessing, Files.readString(preprocessing).replace("0.48145466", "0.5"));
    installer.add(source, AddOptions.none().withName("leaving"));
    answer("api/v1/collections", Map.of("name", "old", "model", "leaving"));
    answer("api/v1/collections/old/search", Map.of("query", "a dog"));
    installer.remove("leaving");

    HttpResponse<String> refused = post("api/v1/collections/old/search", Map.of("query", "a dog"));

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(TestClient.json(refused).path("detail").stringValue())
        .startsWith("model: pocket, ")
        .contains("expected: leaving, ", "Install leaving as it was (pictor models list)")
        .endsWith("pictor reembed old --model pocket");
    installer.add(source, AddOptions.none().withName("leaving"));
    answer("api/v1/collections/old/search", Map.of("query", "a dog"));
  }
}
