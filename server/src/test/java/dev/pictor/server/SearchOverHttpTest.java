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
import tools.jackson.databind.JsonNode;

/// Searches over real photos, asked over HTTP.
class SearchOverHttpTest extends PhotosTest {

  @ParameterizedTest
  @CsvSource({"a plate of food,food", "一只动物,animals", "a car or a train,transportation"})
  void aTextFindsPicturesOfItsKind(String text, String category) throws Exception {
    JsonNode answer = photos.search("{\"query\": \"%s\", \"least\": \"none\"}".formatted(text));
    assertThat(answer.at("/matches/0/metadata/category").stringValue()).isEqualTo(category);
    assertThat(answer.at("/timings/infer").isNumber()).isTrue();
  }

  @Test
  void aPictureFindsItselfHoweverItIsSent() throws Exception {
    HttpResponse<String> uploaded =
        photos.form(COLLECTION + "search", "{\"limit\": 1}", photos.picture());
    assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(200);
    assertThat(ids(json(uploaded), "matches")).containsExactly(photos.first());
    assertThat(
            ids(
                photos.search("{\"query\": {\"image\": " + photos.base64() + "}, \"limit\": 1}"),
                "matches"))
        .containsExactly(photos.first());
  }

  @Test
  void anIdFindsOthersThanItself() throws Exception {
    JsonNode answer =
        photos.search(
            "{\"query\": {\"id\": \""
                + photos.first()
                + "\"}, \"least\": \"none\", \"limit\": 100}");
    assertThat(ids(answer, "matches")).isNotEmpty().doesNotContain(photos.first());
  }

  @Test
  void anAddressOfThisMachineIsNotFetched() throws Exception {
    HttpResponse<String> response =
        photos.post(
            COLLECTION + "search", "{\"query\": \"" + photos.server().uri() + "icon.svg\"}");
    assertThat(response.statusCode()).as(response.body()).isBetween(400, 422);
    assertThat(response.body()).contains("127.0.0.1");
  }

  @Test
  void aFilterKeepsOnlyItsFolder() throws Exception {
    JsonNode answer =
        photos.search(
            "{\"query\": \"animal\", \"filter\": {\"folder\": \"food\"}, \"least\": \"none\","
                + " \"limit\": 100}");
    assertThat(ids(answer, "matches"))
        .hasSize(COUNT / 3)
        .allSatisfy(id -> assertThat(id).startsWith("food/"));
  }

  @Test
  void pagesOfASearchJoinToTheWhole() throws Exception {
    String query = "{\"query\": \"animal\", \"least\": \"none\", \"limit\": %d%s}";
    List<String> whole = ids(photos.search(query.formatted(100, "")), "matches");
    assertThat(whole).hasSize(COUNT).doesNotHaveDuplicates();
    JsonNode one = photos.search(query.formatted(7, ""));
    JsonNode two =
        photos.search(
            query.formatted(7, ", \"cursor\": \"" + one.get("next").stringValue() + "\""));
    assertThat(ids(one, "matches")).isEqualTo(whole.subList(0, 7));
    assertThat(ids(two, "matches")).isEqualTo(whole.subList(7, COUNT));
    assertThat(two.has("next")).isFalse();
  }

  @Test
  void aLineIsAQueryOfManyPartsWithAFilter() throws Exception {
    JsonNode answer =
        photos.search(
            "{\"line\": \"2*animal + photo.jpg - tree folder:animals\", \"least\": \"none\","
                + " \"limit\": 100, \"count\": true, \"pictures\": {\"photo.jpg\": "
                + photos.base64()
                + "}}");
    assertThat(ids(answer, "matches"))
        .hasSize(COUNT / 3)
        .allSatisfy(id -> assertThat(id).startsWith("animals/"));
    assertThat(answer.get("total").intValue()).isEqualTo(COUNT / 3);
    assertThat(answer.at("/matches/0/parts")).hasSize(3);
    HttpResponse<String> wrong =
        photos.post(COLLECTION + "search", "{\"line\": \"cat foldr:2024\"}");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(json(wrong).get("code").stringValue()).isEqualTo("wrong-query");
    assertThat(json(wrong).at("/values/position").intValue()).isEqualTo(5);
    HttpResponse<String> missing = photos.post(COLLECTION + "search", "{\"line\": \"nobody.jpg\"}");
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.body()).contains("nobody.jpg");
  }

  @Test
  void aPartOfAPictureIsAsked() throws Exception {
    String picture = photos.base64().replace("}", ", \"crop\": {\"width\": %s}}");
    JsonNode whole = photos.search("{\"query\": {\"image\": " + picture.formatted("1") + "}}");
    assertThat(whole.at("/matches/0/score").doubleValue()).isGreaterThan(0.999);
    JsonNode part = photos.search("{\"query\": {\"image\": " + picture.formatted("0.3") + "}}");
    assertThat(part.at("/matches/0/score").doubleValue()).isBetween(0.1, 0.99);
    HttpResponse<String> wrong =
        photos.post(
            COLLECTION + "search", "{\"query\": {\"image\": " + picture.formatted("1.5") + "}}");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("crop: left 0.0, top 0.0, width 1.5");
  }

  @Test
  void yearsAreCounted() throws Exception {
    JsonNode years = json(photos.get(COLLECTION + "facets?field=year")).get("values");
    assertThat(years).isNotEmpty();
    assertThat(years.get(0).get("value").stringValue()).matches("\\d{4}");
    int sum = 0;
    for (JsonNode year : years) {
      sum += year.get("count").intValue();
    }
    assertThat(sum).isEqualTo(COUNT);
  }

  @Test
  void nothingMatchesNonsenseUnlessAskedFor() throws Exception {
    String query = "{\"query\": \"the concept of inflation-adjusted tax law\"%s}";
    JsonNode answer = photos.search(query.formatted(""));
    assertThat(answer.get("confidence").stringValue()).isEqualTo("none");
    assertThat(answer.get("matches")).isEmpty();
    assertThat(photos.search(query.formatted(", \"least\": \"none\"")).get("matches")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"query": "a", "limits": 3}          | limits: unknown field
          {"query": "a", "limit": "3"}         | limit: "3" (expected: a whole number)
          {"query": "a", "limit": 0}           | limit: 0
          {"query": 3}                         | query: 3
          {"query": {"txt": "a"}}              | query
          {"query": "a", "filter": {"$x": 1}}  | $x
          {"query": "a", "cursor": "?"}        | cursor: ?
          {}                                   | query
          """)
  void aWrongSearchIsRefusedByName(String body, String message) throws Exception {
    HttpResponse<String> response = photos.post(COLLECTION + "search", body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(json(response).get("detail").stringValue()).contains(message);
  }
}
