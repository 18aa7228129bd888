package dev.pictor.server;

import static dev.pictor.server.PhotosServer.COLLECTION;
import static dev.pictor.server.PhotosServer.COUNT;
import static dev.pictor.server.TestClient.ids;
import static dev.pictor.server.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// The map of a collection, asked over HTTP.
class MapOverHttpTest extends PhotosTest {

  private JsonNode map(String query) throws Exception {
    HttpResponse<String> response = photos.get(COLLECTION + "map" + query);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  @Test
  void everyPictureIsAPointInTheGroupOfItsFolder() throws Exception {
    JsonNode map = map("");
    assertThat(ids(map, "points")).hasSize(COUNT).doesNotHaveDuplicates();
    for (JsonNode point : map.get("points")) {
      assertThat(point.get("x").doubleValue()).isBetween(-1.0, 1.0);
      assertThat(point.get("y").doubleValue()).isBetween(-1.0, 1.0);
      assertThat(point.get("id").stringValue()).startsWith(point.get("group").stringValue() + "/");
    }
    assertThat(map.get("groups").size()).isEqualTo(3);
    assertThat(map.at("/groups/0/points").intValue()).isEqualTo(COUNT / 3);
    assertThat(map.get("records").intValue()).isEqualTo(COUNT);
    assertThat(map.at("/explained/0").doubleValue())
        .isBetween(map.at("/explained/1").doubleValue(), 1.0);
  }

  @Test
  void coloursAndLimitsAreChosen() throws Exception {
    assertThat(map("?colour=format&limit=5").at("/groups/0/name").stringValue()).isEqualTo("jpeg");
    assertThat(map("?colour=format&limit=5").get("points").size()).isEqualTo(5);
    assertThat(map("?namespace=nowhere").get("points").isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?limit=0|limit: 0 (expected: 1 to 10000)",
        "?limit=many|limit: many (expected: 1 to 10000)",
        "?colour=|colour: empty",
        "?color=tag|query parameter: color (expected: one of [namespace, limit, colour])"
      })
  void aWrongRequestIsToldWhatIsExpected(String query, String sentence) throws Exception {
    HttpResponse<String> response = photos.get(COLLECTION + "map" + query);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(json(response).get("detail").stringValue()).contains(sentence);
  }
}
