package dev.pictor.server;

import static dev.pictor.server.PhotosServer.COLLECTION;
import static dev.pictor.server.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Answers measured over HTTP, by JSON and by tables.
class EvaluationOverHttpTest extends PhotosTest {

  @Test
  void aTableMeasuresWhatItsQueriesAsJsonDo() throws Exception {
    String id = photos.first();
    HttpResponse<String> table =
        table("?exact=true", "like,expected,language\n%s,nowhere.jpg,en\n".formatted(id));
    HttpResponse<String> queries =
        photos.post(
            COLLECTION + "evaluate",
            """
            {"queries": [{"name": "%1$s", "query": {"id": "%1$s"}, "expected": ["nowhere.jpg"], "language": "en"}], "exact": true}
            """
                .formatted(id));
    assertThat(table.statusCode()).as(table.body()).isEqualTo(200);
    assertThat(json(table).at("/unknown/0").stringValue()).isEqualTo("nowhere.jpg");
    assertThat(json(table).get("quality")).isEqualTo(json(queries).get("quality"));
    assertThat(json(table).get("queries")).isEqualTo(json(queries).get("queries"));
  }

  @Test
  void aTableThatCannotBeMeasuredIsRefused() throws Exception {
    assertThat(json(table("?exact=maybe", "query,expected\na cat,\n")).get("detail").stringValue())
        .isEqualTo("exact: maybe (expected: true or false)");
    HttpResponse<String> latin =
        table("", "query,expected\nCafé,\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(latin.statusCode()).isEqualTo(400);
    assertThat(latin.body()).contains("expected: text in UTF-8");
  }

  private HttpResponse<String> table(String parameters, String csv) throws Exception {
    return table(parameters, csv.getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse<String> table(String parameters, byte[] csv) throws Exception {
    return photos
        .client()
        .send(
            photos
                .client()
                .request(COLLECTION + "evaluate" + parameters)
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofByteArray(csv)));
  }
}
