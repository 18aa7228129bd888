package dev.pictor.server;

import static dev.pictor.server.PhotosServer.COLLECTION;
import static dev.pictor.server.PhotosServer.COUNT;
import static dev.pictor.server.TestClient.ids;
import static dev.pictor.server.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Recommendations over real photos, asked over HTTP.
class RecommendOverHttpTest extends PhotosTest {

  private HttpResponse<String> ask(String body) throws Exception {
    return photos.post(COLLECTION + "recommend", body);
  }

  private JsonNode recommend(String body) throws Exception {
    HttpResponse<String> response = ask(body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  private List<String> all() throws Exception {
    return ids(json(photos.get(COLLECTION + "images?limit=100")), "images");
  }

  @ParameterizedTest
  @ValueSource(strings = {"average", "best-score"})
  void oneLikedPictureRecommendsWhatASearchForItFinds(String strategy) throws Exception {
    JsonNode answer =
        recommend(
            "{\"liked\": [\"%s\"], \"strategy\": \"%s\", \"limit\": 100}"
                .formatted(photos.first(), strategy));
    JsonNode search =
        photos.search(
            "{\"query\": {\"id\": \"%s\"}, \"least\": \"none\", \"limit\": 100}"
                .formatted(photos.first()));
    assertThat(ids(answer, "matches"))
        .hasSize(COUNT - 1)
        .isEqualTo(ids(search, "matches"))
        .doesNotContain(photos.first());
    assertThat(answer.at("/matches/0/confidence")).isEqualTo(search.at("/matches/0/confidence"));
    assertThat(answer.at("/matches/0/thumbnail")).isEqualTo(search.at("/matches/0/thumbnail"));
    assertThat(answer.get("strategy").stringValue()).isEqualTo(strategy);
    assertThat(answer.has("seed")).isFalse();
  }

  @Test
  void whatIsDislikedComesLastAndIsNotShown() throws Exception {
    List<String> all = all();
    String liked = all.getFirst();
    String disliked = all.getLast();
    JsonNode answer =
        recommend(
            "{\"liked\": [\"%s\"], \"disliked\": [\"%s\"], \"limit\": 100}"
                .formatted(liked, disliked));
    assertThat(ids(answer, "matches")).hasSize(COUNT - 2).doesNotContain(liked, disliked);
    assertThat(ids(answer, "matches").getLast()).startsWith("transportation/");
    assertThat(answer.at("/matches/0/parts").size()).isEqualTo(2);
  }

  @Test
  void aSurpriseSaysItsSeedWhichRepeatsIt() throws Exception {
    JsonNode once = recommend("{\"strategy\": \"surprise\", \"limit\": 5}");
    assertThat(ids(once, "matches")).hasSize(5).doesNotHaveDuplicates();
    assertThat(once.at("/matches/0/confidence").stringValue()).isEqualTo("unknown");
    JsonNode again =
        recommend(
            "{\"strategy\": \"surprise\", \"limit\": 5, \"seed\": %d}"
                .formatted(once.get("seed").intValue()));
    assertThat(ids(again, "matches")).isEqualTo(ids(once, "matches"));
  }

  @Test
  void aFilterKeepsOnlyItsFolder() throws Exception {
    for (String strategy : List.of("average", "best-score", "surprise")) {
      JsonNode answer =
          recommend(
              "{\"liked\": [\"%s\"], \"strategy\": \"%s\", \"filter\": {\"folder\": \"food\"}}"
                  .formatted(photos.first(), strategy));
      assertThat(ids(answer, "matches"))
          .hasSize(COUNT / 3)
          .allSatisfy(id -> assertThat(id).startsWith("food/"));
    }
  }

  @Test
  void unknownIdsAreNamed() throws Exception {
    HttpResponse<String> response =
        ask(
            "{\"liked\": [\"%s\", \"nowhere.jpg\"], \"disliked\": [\"gone.jpg\"]}"
                .formatted(photos.first()));
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(json(response).get("detail").stringValue()).contains("nowhere.jpg, gone.jpg");
    assertThat(json(response).get("code").stringValue()).isEqualTo("picture-missing");
    assertThat(json(response).at("/values/id").stringValue()).isEqualTo("nowhere.jpg");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|liked: empty",
        "{\"liked\": [1]}|liked[0]: 1",
        "{\"liked\": [\"a\"], \"strategy\": \"magic\"}|strategy: magic (expected: one of [average, best-score, surprise])",
        "{\"liked\": [\"a\"], \"seed\": 3}|seed: 3 with the strategy average",
        "{\"liked\": [\"a\"], \"disliked\": [\"a\"]}|disliked: a is liked too",
        "{\"liked\": [\"a\"], \"limit\": 0}|limit: 0 (expected: 1 to 200)",
        "{\"liked\": [\"a\"], \"ids\": []}|ids: unknown field"
      })
  void aWrongRequestIsToldWhatIsExpected(String body, String sentence) throws Exception {
    HttpResponse<String> response = ask(body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(json(response).get("detail").stringValue()).contains(sentence);
  }
}
