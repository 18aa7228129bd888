package dev.pictor.server;

import static dev.pictor.server.TestClient.ids;
import static dev.pictor.server.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Questions to a server without a vision model: answered from records, and said to be.
class AskWithoutModelTest extends PhotosTest {

  private JsonNode ask(String json) throws Exception {
    HttpResponse<String> response = photos.post("api/v1/ask", json);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  @Test
  void recordsAnswerAndSaySo() throws Exception {
    JsonNode answer = ask("{\"question\": \"Which birds are in my photos?\"}");

    assertThat(answer.path("by").stringValue()).isEqualTo("metadata");
    assertThat(answer.has("model")).isFalse();
    assertThat(ids(answer, "sources")).hasSize(3).allMatch(id -> id.startsWith("animals/"));
    assertThat(answer.path("answer").stringValue())
        .startsWith("Pictures that match “birds”: ")
        .contains(" of 12 in all. ", "Folders: animals (3)", "Seen: [1] ")
        .endsWith("because no vision model is set up (settings answer-url and answer-model).");
  }

  @Test
  void recordsAnswerInChinese() throws Exception {
    JsonNode answer = ask("{\"question\": \"我的照片里有什么鸟？\"}");

    assertThat(answer.path("answer").stringValue())
        .startsWith("与“鸟”匹配的图片：")
        .contains("文件夹：animals（3）", "画面中可见：[1] ")
        .endsWith("因为尚未配置视觉模型（设置项 answer-url 和 answer-model）。");
  }

  @Test
  void theLanguageMayBeAnotherThanTheQuestions() throws Exception {
    assertThat(ask("{\"question\": \"鸟\", \"language\": \"en\"}").path("answer").stringValue())
        .startsWith("Pictures that match “鸟”");
  }

  @Test
  void onePictureIsDescribedByItsRecord() throws Exception {
    JsonNode answer =
        ask("{\"question\": \"What is this?\", \"id\": \"%s\"}".formatted(photos.first()));

    assertThat(answer.path("answer").stringValue())
        .startsWith("Picture: " + photos.first().substring("animals/".length()))
        .contains(" in the folder animals. ", " pixels, JPEG. ", "Date: ", "Seen: ");
    assertThat(ids(answer, "sources")).containsExactly(photos.first());
  }

  @Test
  void aPictureOfTheClientIsDescribedByItsFile() throws Exception {
    JsonNode answer =
        ask("{\"question\": \"What is this?\", \"image\": %s}".formatted(photos.base64()));

    assertThat(answer.path("answer").stringValue())
        .startsWith("Size: ")
        .contains(" pixels, JPEG. ", "Seen: ");
  }

  @Test
  void nothingIsSaidToMatchNonsense() throws Exception {
    JsonNode answer = ask("{\"question\": \"the concept of inflation-adjusted tax law\"}");

    assertThat(answer.path("answer").stringValue()).startsWith("No picture matches");
    assertThat(answer.path("sources")).isEmpty();
  }
}
