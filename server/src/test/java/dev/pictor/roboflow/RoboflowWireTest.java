package dev.pictor.roboflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.http.ApiKeys;
import dev.pictor.http.Cors;
import dev.pictor.http.Dispatcher;
import dev.pictor.http.FetchLimits;
import dev.pictor.http.HostCheck;
import dev.pictor.http.Json;
import dev.pictor.http.PictureFetcher;
import io.helidon.webserver.WebServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class RoboflowWireTest {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static WebServer open;
  private static WebServer locked;

  @BeforeAll
  static void start() {
    open = server(List.of());
    locked = server(List.of("K"));
  }

  @AfterAll
  static void stop() {
    open.stop();
    locked.stop();
  }

  private static WebServer server(List<String> keys) {
    RoboflowWire wire =
        new RoboflowWire(
            new WordModels(),
            new PictureFetcher(true, FetchLimits.defaults()),
            new RoboflowWire.Settings(
                Map.of("ViT-B-16", "pocket"), "1.2.3", new Cors(List.of("*"), true)));
    Dispatcher dispatcher =
        new Dispatcher(
            wire.groups(),
            new Dispatcher.Settings(new ApiKeys(keys), HostCheck.off(), 1_000_000),
            (method, route, status, duration) -> {});
    return WebServer.builder()
        .host("127.0.0.1")
        .port(0)
        .routing(routing -> routing.any(dispatcher))
        .build()
        .start();
  }

  private static HttpResponse<String> send(WebServer server, String path, String... headersAndBody)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    int headers = headersAndBody.length / 2 * 2;
    for (int i = 0; i < headers; i += 2) {
      request.header(headersAndBody[i], headersAndBody[i + 1]);
    }
    if (headersAndBody.length % 2 == 1) {
      request.POST(HttpRequest.BodyPublishers.ofString(headersAndBody[headers]));
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return send(open, path, body);
  }

  private static JsonNode json(HttpResponse<String> response) {
    return Json.read(response.body().getBytes(StandardCharsets.UTF_8));
  }

  private static String jpeg(int length) {
    byte[] bytes = new byte[length];
    bytes[0] = (byte) 0xFF;
    bytes[1] = (byte) 0xD8;
    bytes[2] = (byte) 0xFF;
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String image(String value) {
    return "{\"type\":\"base64\",\"value\":\"" + value + "\"}";
  }

  @Test
  void anEmbeddingAnswerHasTheKeysOfTheReferenceInItsOrderWithNulls() throws Exception {
    HttpResponse<String> response =
        post("/clip/embed_text", "{\"text\":\"ab\",\"api_key\":null,\"unknown\":1}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(response.body().replaceFirst("\"time\":[0-9.E-]+", "\"time\":T"))
        .isEqualTo(
            "{\"inference_id\":null,\"frame_id\":null,\"time\":T,\"resolved_model\":{\"model_id\":"
                + "\"clip/pocket\",\"model_package_id\":\""
                + WordModels.FINGERPRINT
                + "\",\"backend\":\"onnx\",\"quantization\":null},"
                + "\"embeddings\":[[0.1,1.0,1.0]]}");
  }

  @Test
  void aListOfPicturesBeyondTheReferencesLimitIsAnsweredOneByOneInOrder() throws Exception {
    String list =
        IntStream.range(20, 120).mapToObj(n -> image(jpeg(n))).collect(Collectors.joining(","));

    JsonNode embeddings =
        json(post("/clip/embed_image", "{\"image\":[" + list + "]}")).path("embeddings");

    assertThat(embeddings.size()).isEqualTo(100);
    for (int i = 0; i < 100; i++) {
      assertThat(embeddings.get(i).get(0).intValue()).isEqualTo(20 + i);
    }
  }

  @Test
  void theTutorialsListOfBareBase64IsRead() throws Exception {
    String body = "{\"images\":[\"" + jpeg(30) + "\"," + image(jpeg(31)) + "]}";

    assertThat(json(post("/clip/embed_image", body)).path("embeddings").size()).isEqualTo(2);
  }

  @Test
  void base64IsReadInEverySpelling() throws Exception {
    String plain = jpeg(31);
    for (String value :
        List.of(
            plain.replace("=", ""),
            "data:image/svg+xml;base64," + plain,
            "data:application/x;charset=x;base64," + plain,
            plain.substring(0, 8) + "\\n " + plain.substring(8))) {
      assertThat(post("/clip/embed_image", "{\"image\":" + image(value) + "}").statusCode())
          .as(value)
          .isEqualTo(200);
    }
  }

  @Test
  void emptyListsOfTextsAndPromptsAreAnsweredEmpty() throws Exception {
    assertThat(post("/clip/embed_text", "{\"text\":[]}").body()).endsWith("\"embeddings\":[]}");
    assertThat(compare("\"subject_type\":\"text\",\"subject\":\"a\",\"prompt\":[]").body())
        .endsWith("\"similarity\":[],\"parent_id\":null}");
    assertThat(compare("\"subject_type\":\"text\",\"subject\":\"a\",\"prompt\":{}").body())
        .endsWith("\"similarity\":{},\"parent_id\":null}");
    assertThat(post("/clip/embed_image", "{\"image\":[]}").statusCode()).isEqualTo(400);
  }

  private static HttpResponse<String> compare(String fields) throws Exception {
    return post("/clip/compare", "{" + fields + "}");
  }

  @Test
  void comparisonIsThePlainCosineInTheShapeOfThePrompt() throws Exception {
    String subject = "\"subject_type\":\"text\",\"subject\":\"ab\",";

    JsonNode single = json(compare(subject + "\"prompt\":\"ab\"")).path("similarity");
    JsonNode labelled =
        json(compare(subject + "\"prompt\":{\"z\":\"ab\",\"type\":\"c\"}")).path("similarity");

    assertThat(single.get(0).doubleValue()).isBetween(0.999, 1.001);
    assertThat(labelled.propertyNames()).containsExactly("z", "type");
    // (0.1, 1, 1) · (1.1, 0, 0)
    assertThat(labelled.path("type").doubleValue()).isBetween(0.0705, 0.0706);
  }

  @Test
  void anImageObjectAsPromptIsOneImage() throws Exception {
    String subject = "\"subject\":" + image(jpeg(40)) + ",\"prompt_type\":\"image\",";

    assertThat(json(compare(subject + "\"prompt\":" + image(jpeg(40)))).path("similarity").size())
        .isEqualTo(1);
    assertThat(
            json(compare(subject + "\"prompt\":{\"a\":" + image(jpeg(41)) + "}"))
                .path("similarity")
                .has("a"))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'base64','value':'/no.jpg'}|Malformed base64 input image.",
        "{'type':'BASE64','value':'%%%'}|Malformed base64 input image.",
        "{'type':'base64','value':'aGVsbG8='}|Malformed base64 input image.",
        "{'type':'base64','value':'/9j/'}|Malformed base64 input image.",
        "{'type':'base64','value':''}|Empty image payload.",
        "{'type':'base64','value':'data:image/png;base64,'}|Empty image payload.",
        "{'type':'base64','value':null}|Empty image payload.",
        "{'type':'base64'}|Empty image payload.",
        "{'type':'base64','value':5}|Malformed base64 input image.",
        "{'type':'tape','value':'x'}|Image declaration contains not recognised image type.",
        "{'type':'file','value':'/etc/passwd'}|Image declaration contains not recognised image type.",
        "{'type':'numpy','value':'x'}|NumPy image type is not supported in this configuration of `inference`.",
        "{'type':'url','value':'http://[bad'}|Provided image URL is invalid",
        "{'type':'url','value':'https://localhost/x.jpg'}|Providing images via URL without FQDN is not supported in this configuration of `inference`.",
        "{'type':'url','value':'http://169.254.169.254/x'}|Providing images via URL without FQDN is not supported in this configuration of `inference`.",
        "{'type':'url','value':'ftp://example.org/x'}|Data pointed by URL could not be decoded into image.",
      })
  void aPictureFaultIs400WithTheReferencesCause(String image, String cause) throws Exception {
    HttpResponse<String> response =
        post("/clip/embed_image", "{\"image\":" + image.replace('\'', '"') + "}");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).path("message").stringValue())
        .isEqualTo("Could not load input image. Cause: " + cause);
    assertThat(json(response).path("detail").stringValue())
        .startsWith("image")
        .contains("expected");
  }

  @Test
  void aFaultInAListNamesThePicture() throws Exception {
    String body = "{\"image\":[" + image(jpeg(40)) + "," + image("aGVsbG8=") + "]}";

    assertThat(json(post("/clip/embed_image", body)).path("detail").stringValue())
        .startsWith("image[1]");
  }

  @Test
  void aBareSubjectThatIsNothingKnownIs400() throws Exception {
    HttpResponse<String> response = compare("\"subject\":\"/etc/passwd\",\"prompt\":\"a\"");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).path("message").stringValue()).contains("NumPy image type");
  }

  @Test
  void anOverlongTextFailsTheWholeList() throws Exception {
    HttpResponse<String> response =
        post("/clip/embed_text", "{\"text\":[\"a\",\"one two three four five six\"]}");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).path("message").stringValue())
        .startsWith("Error with model input. Cause: Text input is too long");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "embed_text|{}|missing|['body','text']|Field required",
        "embed_image|{}|missing|['body','image']|Field required",
        "embed_text|{'text':5}|list_type|['body','text','list[str]']|Input should be a valid list",
        "embed_text|{'text':['a',5]}|string_type|['body','text','list[str]',1]|Input should be a valid string",
        "embed_image|{'image':{'value':'x'}}|missing|['body','image','InferenceRequestImage','type']|Field required",
        "compare|{'prompt':'a'}|missing|['body','subject']|Field required",
        "embed_text|{'text':'a','clip_version_id':1}|string_type|['body','clip_version_id']|Input should be a valid string",
        "embed_text|[1]|model_attributes_type|['body']|Input should be a valid dictionary or object to extract fields from",
        "embed_text|''|missing|['body']|Field required",
      })
  void aBodyOfTheWrongShapeIs422LikePydantic(
      String route, String body, String type, String loc, String message) throws Exception {
    HttpResponse<String> response =
        post("/clip/" + route, body == null ? "" : body.replace("''", "").replace('\'', '"'));

    assertThat(response.statusCode()).isEqualTo(422);
    JsonNode detail = json(response).path("detail").get(0);
    assertThat(detail.propertyNames()).startsWith("type", "loc", "msg", "input");
    assertThat(detail.path("type").stringValue()).isEqualTo(type);
    assertThat(detail.path("loc").toString()).isEqualTo(loc.replace('\'', '"'));
    assertThat(detail.path("msg").stringValue()).isEqualTo(message);
  }

  @Test
  void brokenJsonIs422WithItsOffset() throws Exception {
    JsonNode detail = json(post("/clip/embed_text", "{\"text\": oops}")).path("detail").get(0);

    assertThat(detail.path("type").stringValue()).isEqualTo("json_invalid");
    assertThat(detail.path("loc").get(1).intValue()).isPositive();
    assertThat(detail.path("ctx").has("error")).isTrue();
  }

  @Test
  void aMissingFieldShowsTheBodyWithAGeneratedId() throws Exception {
    JsonNode input = json(post("/clip/embed_text", "{}")).path("detail").get(0).path("input");

    assertThat(input.path("id").stringValue()).hasSize(36);
  }

  @Test
  void anAliasAnswersAndAnUnknownVersionIs404WithTheWayOut() throws Exception {
    HttpResponse<String> alias =
        post("/clip/embed_text", "{\"text\":\"a\",\"clip_version_id\":\"ViT-B-16\"}");
    HttpResponse<String> unknown =
        post("/clip/embed_text", "{\"text\":\"a\",\"clip_version_id\":\"RN50\"}");

    assertThat(alias.statusCode()).isEqualTo(200);
    assertThat(alias.headers().firstValue("x-model-id")).contains("clip/ViT-B-16");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(json(unknown).path("message").stringValue())
        .contains("RN50", "pocket", "pictor models list", "pictor serve --model-alias RN50=pocket");
    assertThat(
            post(
                    "/clip/embed_text",
                    "{\"text\":\"a\",\"clip_version_id\":null,\"model_id\":\"clip/RN50\"}")
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void modelsAreAddedListedAndRemovedWithAColdStartTold() throws Exception {
    HttpResponse<String> added = post("/model/add", "{\"model_id\":\"clip/other\"}");
    assertThat(added.headers().firstValue("x-model-cold-start")).contains("true");
    assertThat(added.body())
        .contains("\"model_id\":\"clip/other\"")
        .contains("\"vram_bytes\":null");
    JsonNode entry = json(send(open, "/model/registry?api_key=None")).path("models").get(1);
    assertThat(entry.path("task_type").stringValue()).isEqualTo("embedding");
    assertThat(entry.path("request_aliases").get(0).stringValue()).isEqualTo("clip/ViT-B-16");

    assertThat(post("/model/remove", "{\"model_id\":\"clip/other\"}").body())
        .doesNotContain("clip/other");
    assertThat(post("/model/remove", "{\"model_id\":\"clip/none\"}").statusCode()).isEqualTo(200);
    assertThat(post("/model/add", "{\"model_id\":\"clip/none\"}").statusCode()).isEqualTo(404);
    assertThat(post("/model/add", "{}").statusCode()).isEqualTo(422);
  }

  @Test
  void theServerDescribesItselfAndDoubledSlashesAreOne() throws Exception {
    JsonNode info = json(send(open, "//info"));
    assertThat(info.propertyNames()).containsExactly("name", "version", "uuid");
    assertThat(info.path("version").stringValue()).isEqualTo("1.2.3");
    assertThat(post("//clip/embed_text", "{\"text\":\"a\"}").statusCode()).isEqualTo(200);
  }

  @Test
  void unknownPathsAndMethodsAnswerWithADetail() throws Exception {
    HttpResponse<String> path = post("/clip/embed_text/", "{\"text\":\"a\"}");
    HttpResponse<String> method = send(open, "/clip/embed_text");

    assertThat(path.statusCode()).isEqualTo(404);
    assertThat(method.statusCode()).isEqualTo(405);
    assertThat(json(path).has("detail")).isTrue();
    assertThat(json(method).has("detail")).isTrue();
  }

  @Test
  void theKeyIsTakenFromBodyHeaderOrQuery() throws Exception {
    String bare = "{\"text\":\"a\"}";
    assertThat(send(locked, "/clip/embed_text", "{\"text\":\"a\",\"api_key\":\"K\"}").statusCode())
        .isEqualTo(200);
    assertThat(send(locked, "/clip/embed_text", "Authorization", "Bearer K", bare).statusCode())
        .isEqualTo(200);
    assertThat(send(locked, "/clip/embed_text?api_key=K", bare).statusCode()).isEqualTo(200);
    assertThat(send(locked, "/info").statusCode()).isEqualTo(200);
    for (String body : List.of(bare, "{\"text\":\"a\",\"api_key\":\"wrong\"}", "")) {
      HttpResponse<String> refused = send(locked, "/clip/embed_text", body);
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.body()).isEqualTo("{\"status\":401,\"message\":\"Unauthorized api_key\"}");
    }
  }

  @Test
  void anyOriginMayAskAndThePreflightIsOk() throws Exception {
    HttpRequest preflight =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + open.port() + "/clip/compare"))
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .header("Origin", "https://page.example")
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "content-type")
            .build();
    HttpResponse<String> response = CLIENT.send(preflight, HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("OK");
    assertThat(response.headers().firstValue("Access-Control-Allow-Headers"))
        .contains("content-type");
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("https://page.example");
  }

  @Test
  void theRequestIdIsEchoedOrMade() throws Exception {
    assertThat(send(open, "/info", "X-Request-ID", "mine").headers().firstValue("x-request-id"))
        .contains("mine");
    assertThat(send(open, "/info").headers().firstValue("x-request-id").orElse(""))
        .matches("[0-9a-f]{32}");
  }

  @Test
  void aBodyOverTheServersLimitIs413WithAMessage() throws Exception {
    HttpResponse<String> response =
        post("/clip/embed_image", "{\"image\":" + image("A".repeat(1_000_100)) + "}");

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(json(response).has("message")).isTrue();
  }
}
