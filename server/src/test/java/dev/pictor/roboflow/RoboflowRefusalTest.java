package dev.pictor.roboflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.WebServer;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What the wire refuses, in the reference's words.
class RoboflowRefusalTest {

  private static WebServer open;

  @BeforeAll
  static void start() {
    open = WireServer.start(List.of());
  }

  @AfterAll
  static void stop() {
    open.stop();
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return WireServer.send(open, path, body);
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
    assertThat(WireServer.json(response).path("message").stringValue())
        .isEqualTo("Could not load input image. Cause: " + cause);
    assertThat(WireServer.json(response).path("detail").stringValue())
        .startsWith("image")
        .contains("expected");
  }

  @Test
  void aFaultInAListNamesThePicture() throws Exception {
    String body =
        "{\"image\":["
            + WireServer.image(WireServer.jpeg(40))
            + ","
            + WireServer.image("aGVsbG8=")
            + "]}";

    assertThat(WireServer.json(post("/clip/embed_image", body)).path("detail").stringValue())
        .startsWith("image[1]");
  }

  @Test
  void aBareSubjectThatIsNothingKnownIs400() throws Exception {
    HttpResponse<String> response =
        WireServer.compare(open, "\"subject\":\"/etc/passwd\",\"prompt\":\"a\"");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(WireServer.json(response).path("message").stringValue())
        .contains("NumPy image type");
  }

  @Test
  void anOverlongTextFailsTheWholeList() throws Exception {
    HttpResponse<String> response =
        post("/clip/embed_text", "{\"text\":[\"a\",\"one two three four five six\"]}");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(WireServer.json(response).path("message").stringValue())
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
    JsonNode detail = WireServer.json(response).path("detail").get(0);
    assertThat(detail.propertyNames()).startsWith("type", "loc", "msg", "input");
    assertThat(detail.path("type").stringValue()).isEqualTo(type);
    assertThat(detail.path("loc").toString()).isEqualTo(loc.replace('\'', '"'));
    assertThat(detail.path("msg").stringValue()).isEqualTo(message);
  }

  @Test
  void brokenJsonIs422WithItsOffset() throws Exception {
    JsonNode detail =
        WireServer.json(post("/clip/embed_text", "{\"text\": oops}")).path("detail").get(0);

    assertThat(detail.path("type").stringValue()).isEqualTo("json_invalid");
    assertThat(detail.path("loc").get(1).intValue()).isPositive();
    assertThat(detail.path("ctx").has("error")).isTrue();
  }

  @Test
  void aMissingFieldShowsTheBodyWithAGeneratedId() throws Exception {
    JsonNode input =
        WireServer.json(post("/clip/embed_text", "{}")).path("detail").get(0).path("input");

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
    assertThat(WireServer.json(unknown).path("message").stringValue())
        .contains("RN50", "pocket", "pictor models list", "pictor serve --model-alias RN50=pocket");
    assertThat(
            post(
                    "/clip/embed_text",
                    "{\"text\":\"a\",\"clip_version_id\":null,\"model_id\":\"clip/RN50\"}")
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void unknownPathsAndMethodsAnswerWithADetail() throws Exception {
    HttpResponse<String> path = post("/clip/embed_text/", "{\"text\":\"a\"}");
    HttpResponse<String> method = WireServer.send(open, "/clip/embed_text");

    assertThat(path.statusCode()).isEqualTo(404);
    assertThat(method.statusCode()).isEqualTo(405);
    assertThat(WireServer.json(path).has("detail")).isTrue();
    assertThat(WireServer.json(method).has("detail")).isTrue();
  }

  @Test
  void aBodyOverTheServersLimitIs413WithAMessage() throws Exception {
    HttpResponse<String> response =
        post("/clip/embed_image", "{\"image\":" + WireServer.image("A".repeat(1_000_100)) + "}");

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(WireServer.json(response).has("message")).isTrue();
  }
}
