package dev.pictor.server;

import static dev.pictor.server.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Tags of real photos, asked over HTTP.
class TagsOverHttpTest extends PhotosTest {

  @ParameterizedTest
  @ValueSource(strings = {"en", "zh"})
  void tagsComeInBothLanguages(String language) throws Exception {
    JsonNode answer =
        json(
            photos.post(
                "api/v1/tags",
                "{\"collection\": \"photos\", \"id\": \"%s\", \"language\": \"%s\"}"
                    .formatted(photos.first(), language)));
    assertThat(answer.get("tags")).as(answer.toString()).hasSize(3);
    assertThat(answer.get("vocabulary").stringValue()).isEqualTo(language);
    assertThat(answer.at("/tags/0/tag").stringValue().codePoints().anyMatch(c -> c > 0x2E80))
        .isEqualTo(language.equals("zh"));
  }

  @Test
  void ownTagsAreChosenFromAndNoneOfTheseIsSaid() throws Exception {
    String words = "{\"tags\": [\"an animal\", \"a spaceship\"], \"limit\": 1}";
    HttpResponse<String> tagged = photos.form("api/v1/tags", words, photos.picture());
    assertThat(json(tagged).at("/tags/0/tag").stringValue()).isEqualTo("an animal");
    JsonNode none =
        json(
            photos.form(
                "api/v1/tags",
                "{\"tags\": [\"a tax form\", \"a circuit diagram\"]}",
                photos.picture()));
    assertThat(none.get("noneOfThese").booleanValue()).as(none.toString()).isTrue();
  }
}
