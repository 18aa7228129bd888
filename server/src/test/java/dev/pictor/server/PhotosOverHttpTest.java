package dev.pictor.server;

import static dev.pictor.server.PhotosServer.COLLECTION;
import static dev.pictor.server.PhotosServer.COUNT;
import static dev.pictor.server.PhotosServer.KEY;
import static dev.pictor.server.TestClient.ids;
import static dev.pictor.server.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Pictures, their files, and the job that indexes them, asked over HTTP.
class PhotosOverHttpTest extends PhotosTest {

  private static String segment(String id) {
    return id.replace("/", "%2F");
  }

  @Test
  void pagesOfTheListJoinToTheWhole() throws Exception {
    JsonNode one = json(photos.get(COLLECTION + "images?limit=7"));
    JsonNode two =
        json(photos.get(COLLECTION + "images?limit=7&cursor=" + one.get("next").stringValue()));
    assertThat(one.get("total").intValue()).isEqualTo(COUNT);
    assertThat(ids(one, "images")).hasSize(7).isSorted();
    assertThat(ids(two, "images"))
        .hasSize(COUNT - 7)
        .doesNotContainAnyElementsOf(ids(one, "images"));
  }

  @Test
  void aThumbnailIsNotSentAgain() throws Exception {
    String path = COLLECTION + "images/" + segment(photos.first()) + "/thumbnail?size=64";
    HttpResponse<InputStream> response =
        photos.client().send(photos.client().request(path), BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    try (InputStream in = response.body()) {
      var image = javax.imageio.ImageIO.read(in);
      assertThat(Math.max(image.getWidth(), image.getHeight())).isEqualTo(64);
    }
    String etag = response.headers().firstValue("ETag").orElseThrow();
    assertThat(
            photos
                .client()
                .send(photos.client().request(path).header("If-None-Match", etag))
                .statusCode())
        .isEqualTo(304);
  }

  @Test
  void aFileIsSentWholeWithItsLengthAlsoToHead() throws Exception {
    String path = COLLECTION + "images/" + segment(photos.first()) + "/file";
    byte[] picture = photos.picture();
    HttpResponse<byte[]> response =
        photos.client().send(photos.client().request(path), BodyHandlers.ofByteArray());
    assertThat(response.body()).isEqualTo(picture);
    assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(picture.length);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("image/jpeg");
    HttpResponse<String> head =
        photos.client().send(photos.client().request(path).method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(picture.length);
  }

  @Test
  void headOfAJsonAnswerHasTheLengthOfGet() throws Exception {
    int length = photos.get(COLLECTION + "facets?field=folder").body().length();
    HttpResponse<String> head =
        photos
            .client()
            .send(
                photos
                    .client()
                    .request(COLLECTION + "facets?field=folder")
                    .method("HEAD", BodyPublishers.noBody()));
    assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(length);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void facetsCountAndFailuresGiveReasons() throws Exception {
    assertThat(json(photos.get(COLLECTION + "facets?field=folder")).get("values"))
        .hasSize(3)
        .allSatisfy(value -> assertThat(value.get("count").intValue()).isEqualTo(COUNT / 3));
    JsonNode failures = json(photos.get(COLLECTION + "failures"));
    assertThat(ids(failures, "failures")).containsExactly("food/broken.jpg");
    assertThat(failures.at("/failures/0/reason").stringValue()).isNotBlank();
  }

  @Test
  void aJobEndsAndCanBeAskedToStopAndItsEventsEndToo() throws Exception {
    HttpResponse<String> started =
        photos.post("api/v1/jobs", "{\"type\": \"index\", \"collection\": \"photos\"}");
    assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
    String id = json(started).get("id").stringValue();
    assertThat(
            photos
                .client()
                .send(photos.client().request("api/v1/jobs/" + id).DELETE())
                .statusCode())
        .isEqualTo(202);
    assertThat(photos.client().events(id)).contains("event: end");
    assertThat(json(photos.get("api/v1/jobs/" + id)).get("state").stringValue())
        .isIn("finished", "interrupted");
    assertThat(json(photos.get("api/v1/collections/photos")).get("count").intValue())
        .isEqualTo(COUNT);
  }

  @Test
  void aKeyIsNeededAndTakenInEachPlace() throws Exception {
    assertThat(photos.client().send(photos.client().bare("api/v1/models")).statusCode())
        .isEqualTo(401);
    assertThat(
            photos
                .client()
                .send(photos.client().bare("api/v1/models").header("X-API-Key", "wrong-key"))
                .statusCode())
        .isEqualTo(401);
    assertThat(
            photos
                .client()
                .send(
                    photos.client().bare("api/v1/models").header("Authorization", "Bearer " + KEY))
                .statusCode())
        .isEqualTo(200);
    assertThat(photos.client().send(photos.client().bare("model/registry")).statusCode())
        .isEqualTo(401);
    assertThat(
            photos
                .client()
                .send(photos.client().bare("model/registry?api_key=" + KEY))
                .statusCode())
        .isEqualTo(200);
    HttpRequest.Builder inBody =
        photos
            .client()
            .bare("clip/embed_text")
            .POST(BodyPublishers.ofString("{\"text\": \"cat\", \"api_key\": \"" + KEY + "\"}"));
    assertThat(photos.client().send(inBody).statusCode()).isEqualTo(200);
    for (String open : List.of("", "healthz", "readiness", "info")) {
      assertThat(photos.client().send(photos.client().bare(open)).statusCode())
          .as(open)
          .isEqualTo(200);
    }
  }
}
