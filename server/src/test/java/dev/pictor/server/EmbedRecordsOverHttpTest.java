package dev.pictor.server;

import static dev.pictor.server.PhotosServer.COLLECTION;
import static dev.pictor.server.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Pictures made into records that are kept elsewhere.
class EmbedRecordsOverHttpTest extends PhotosTest {

  private static final String PATH = "api/v1/embed/records";
  private static final String BROKEN = image("not a picture".getBytes(StandardCharsets.UTF_8));

  private static String image(byte[] picture) {
    return "{\"type\": \"base64\", \"value\": \"%s\"}"
        .formatted(Base64.getEncoder().encodeToString(picture));
  }

  private JsonNode made(String records) throws Exception {
    HttpResponse<String> response = photos.post(PATH, "{\"records\": [" + records + "]}");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  private byte[] file(String id) throws Exception {
    String path = COLLECTION + "images/" + id.replace("/", "%2F") + "/file";
    return photos.client().send(photos.client().request(path), BodyHandlers.ofByteArray()).body();
  }

  @Test
  void recordsAreThoseOfIndexingAndVectorsThoseOfEmbeddingOneByOne() throws Exception {
    JsonNode indexed = json(photos.get(COLLECTION + "images?limit=5")).path("images");
    List<String> asked = new ArrayList<>();
    for (JsonNode each : indexed) {
      String id = each.path("id").stringValue();
      asked.add(
          "{\"id\": \"%s\", \"root\": \"photos\", \"modified\": \"%s\", \"image\": %s}"
              .formatted(id, each.at("/metadata/modified").stringValue(), image(file(id))));
    }
    JsonNode answer = made(String.join(",", asked));
    assertThat(answer.path("records").size()).isEqualTo(5);
    for (int i = 0; i < 5; i++) {
      JsonNode mine = answer.path("records").get(i);
      JsonNode its = indexed.get(i);
      String id = its.path("id").stringValue();
      assertThat(mine.path("id").stringValue()).isEqualTo(id);
      ObjectNode metadata = (ObjectNode) its.path("metadata");
      metadata.put("path", id); // the server cannot see the folder
      assertThat(mine.path("metadata")).as(id).isEqualTo(metadata);
      JsonNode alone = json(photos.post("api/v1/embed", "{\"images\": [" + image(file(id)) + "]}"));
      assertThat(mine.path("values")).as(id).isEqualTo(alone.at("/images/0"));
      assertThat(answer.path("fingerprint")).isEqualTo(alone.path("fingerprint"));
      assertThat(answer.path("dimension").asInt()).isEqualTo(mine.path("values").size());
    }
  }

  @Test
  void aBrokenPictureIsToldInItsPlaceAndTheOthersAreMade() throws Exception {
    JsonNode records =
        made("{\"id\": \"a.jpg\", \"image\": %1$s}, {\"id\": \"b.jpg\", \"image\": %2$s}, {\"id\": \"c.jpg\", \"image\": %1$s}"
                .formatted(photos.base64(), BROKEN))
            .path("records");
    assertThat(records.get(0).has("values")).isTrue();
    assertThat(records.get(1).path("id").stringValue()).isEqualTo("b.jpg");
    assertThat(records.get(1).path("code").stringValue()).isEqualTo("not-a-picture");
    assertThat(records.get(1).path("error").stringValue()).startsWith("not a picture");
    assertThat(records.get(1).has("values")).isFalse();
    assertThat(records.get(2).path("values")).isEqualTo(records.get(0).path("values"));
  }

  @Test
  void aPictureOfTheWebHasItsAddressAndFurtherFieldsReplaceNoneOfItsOwn() throws Exception {
    JsonNode metadata =
        made("{\"id\": \"one\", \"address\": \"https://example.com/p/cat.jpg?size=2\", \"metadata\": {\"owner\": \"Ann\", \"width\": 1}, \"image\": %s}"
                .formatted(photos.base64()))
            .at("/records/0/metadata");
    assertThat(metadata.path("filename").stringValue()).isEqualTo("cat.jpg");
    assertThat(metadata.path("owner").stringValue()).isEqualTo("Ann");
    assertThat(metadata.path("width").asInt()).isGreaterThan(1);
  }

  @Test
  void asManyAsAllowedAreTakenAndNoMore() throws Exception {
    String one = "{\"id\": \"a.jpg\", \"image\": " + BROKEN + "}";
    assertThat(made(String.join(",", Collections.nCopies(64, one))).path("records").size())
        .isEqualTo(64);
    assertRefused(
        String.join(",", Collections.nCopies(65, one)), "records: 65 (expected: 1 to 64 pictures)");
    assertRefused("", "records: 0 (expected: 1 to 64 pictures)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'image': IMAGE}; records[0].id: missing",
        "{'id': 'a'}; records[0].image: missing",
        "{'id': 'a', 'image': IMAGE, 'modified': 'noon'}; records[0].modified: noon (expected: a time such as 2026-01-31T12:00:00Z)",
        "{'id': 'a', 'image': IMAGE, 'colour': 1}; records[0].colour",
        "{'id': 'a', 'image': IMAGE, 'metadata': {'x': {'y': 1}}}; x"
      })
  void whatIsWronglyAskedIsNamed(String record, String expected) throws Exception {
    assertRefused(record.replace('\'', '"').replace("IMAGE", BROKEN), expected);
  }

  private void assertRefused(String records, String expected) throws Exception {
    HttpResponse<String> refused = photos.post(PATH, "{\"records\": [" + records + "]}");
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
    assertThat(json(refused).path("detail").stringValue()).contains(expected);
  }

  @Test
  void aModelThatIsNotHereAndAMissingKeyAreRefused() throws Exception {
    String body =
        "{\"model\": \"other\", \"records\": [{\"id\": \"a.jpg\", \"image\": " + BROKEN + "}]}";
    assertThat(json(photos.post(PATH, body)).path("detail").stringValue())
        .contains("model: other", "pocket");
    HttpResponse<String> unknown =
        photos.client().send(photos.client().bare(PATH).POST(BodyPublishers.ofString(body)));
    assertThat(unknown.statusCode()).isEqualTo(401);
  }
}
