package dev.pictor.server;

import static dev.pictor.server.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// A collection of photos out of a server and into it again.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransferOverHttpTest {

  private static final String COLLECTIONS = "api/v1/collections/";

  @TempDir static Path folder;
  private PhotosServer server;

  @BeforeAll
  void start() throws Exception {
    server = PhotosServer.start(folder);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /// Starts a job and waits for it.
  private JsonNode done(String path, String body) throws Exception {
    return ended(server.post(COLLECTIONS + path, body));
  }

  private JsonNode ended(HttpResponse<String> begun) throws Exception {
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
    String id = json(begun).get("id").stringValue();
    assertThat(server.client().events(id)).contains("event: end\n");
    return json(server.get("api/v1/jobs/" + id));
  }

  private List<JsonNode> found(String collection, String query) throws Exception {
    HttpResponse<String> answer =
        server.post(
            COLLECTIONS + collection + "/search",
            "{\"query\": \"%s\", \"limit\": 12, \"least\": \"none\"}".formatted(query));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer)
        .get("matches")
        .valueStream()
        .map(
            match ->
                (JsonNode)
                    TestClient.JSON
                        .createObjectNode()
                        .put("id", match.get("id").stringValue())
                        .put("score", match.get("score").doubleValue())
                        .set("metadata", match.get("metadata")))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jsonl", "jsonl.gz", "parquet"})
  void aCopyAnswersAsTheCollectionItIsFrom(String format) throws Exception {
    Path file = folder.resolve("out." + format);
    String copy = "copy-" + format.replace('.', '-');
    JsonNode written = done("photos/export", "{\"file\": \"%s\"}".formatted(file));
    assertThat(written.get("type").stringValue()).isEqualTo("export");
    assertThat(written.get("state").stringValue()).isEqualTo("finished");
    assertThat(written.at("/progress/done").intValue()).isEqualTo(PhotosServer.COUNT);
    JsonNode read = done(copy + "/import", "{\"file\": \"%s\"}".formatted(file));
    assertThat(read.get("type").stringValue()).isEqualTo("import");
    assertThat(read.at("/progress/done").intValue()).isEqualTo(PhotosServer.COUNT);
    assertThat(read.at("/progress/share").doubleValue()).isEqualTo(1);
    JsonNode made = json(server.get(COLLECTIONS + copy));
    JsonNode from = json(server.get(COLLECTIONS + "photos"));
    assertThat(made.get("model")).isEqualTo(from.get("model"));
    assertThat(made.get("fingerprint")).isEqualTo(from.get("fingerprint"));
    for (String query : List.of("a dog", "食物", "something on wheels")) {
      assertThat(found(copy, query)).isNotEmpty().isEqualTo(found("photos", query));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/x-ndjson jsonl", "application/vnd.apache.parquet parquet"})
  void aDownloadCanBeSentBack(String form) throws Exception {
    String type = form.substring(0, form.indexOf(' '));
    String format = form.substring(form.indexOf(' ') + 1);
    HttpResponse<byte[]> file =
        server
            .client()
            .send(
                server.client().request(COLLECTIONS + "photos/export?format=" + format),
                BodyHandlers.ofByteArray());
    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.headers().firstValue("Content-Type")).hasValue(type);
    assertThat(file.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"photos.%s\"".formatted(format));
    JsonNode read =
        ended(
            server
                .client()
                .send(
                    server
                        .client()
                        .request(COLLECTIONS + "sent-" + format + "/import")
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofByteArray(file.body()))));
    assertThat(read.at("/progress/done").intValue()).isEqualTo(PhotosServer.COUNT);
    assertThat(found("sent-" + format, "a dog")).isEqualTo(found("photos", "a dog"));
  }

  @Test
  void whatCannotBeDoneIsToldWithTheNextStep() throws Exception {
    assertThat(server.post(COLLECTIONS + "none/export", "{\"file\": \"/x.jsonl\"}").statusCode())
        .isEqualTo(404);
    assertThat(server.post(COLLECTIONS + "photos/export", "{\"file\": \"x.jsonl\"}").body())
        .contains("path: x.jsonl (expected: an absolute path of the server)");
    assertThat(server.post(COLLECTIONS + "photos/export", "{\"file\": \"/x.csv\"}").body())
        .contains("expected: a name that ends with .jsonl, .jsonl.gz or .parquet");
    assertThat(server.post(COLLECTIONS + "new/import", "{}").body())
        .contains("expected: one of [file, clipRetrieval, urls, pinecone]");
    assertThat(server.post(COLLECTIONS + "new/import", "{\"file\": \"/none.jsonl\"}").body())
        .contains("file: /none.jsonl is not there");
    assertThat(
            server
                .post(
                    COLLECTIONS + "new/import",
                    "{\"pinecone\": {\"url\": \"ftp://x\", \"index\": \"y\"}}")
                .body())
        .contains("pinecone.url: ftp://x (expected: an address such as https://api.pinecone.io)");
    Path plain =
        Files.writeString(folder.resolve("plain.jsonl"), "{\"id\":\"a\",\"values\":[1,2]}\n");
    JsonNode other = done("photos/import", "{\"file\": \"%s\"}".formatted(plain));
    assertThat(other.get("state").stringValue()).isEqualTo("failed");
    assertThat(other.get("error").stringValue()).contains("dimension: 2 (expected: ");
  }

  @Test
  void picturesOfAListOfAddressesAreKeptLikeUploads() throws Exception {
    HttpServer web =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.start();
    try {
      String there = "http://127.0.0.1:" + web.getAddress().getPort() + "/a.jpg";
      Path list =
          Files.writeString(
              folder.resolve("urls.csv"), "url,id,stars\n%s,mine,3\n,empty,4\n".formatted(there));
      JsonNode ended = done("web/import", "{\"urls\": \"%s\"}".formatted(list));
      // The guard of addresses stands here too: this machine is not on the public internet.
      assertThat(ended.at("/progress/skipped").intValue()).isEqualTo(2);
      assertThat(ended.at("/progress/problems/0/place").stringValue()).isEqualTo("line 2");
      assertThat(ended.at("/progress/problems/0/reason").stringValue())
          .contains("not on the public internet");
      assertThat(ended.at("/progress/problems/1/reason").stringValue())
          .isEqualTo("url: empty (expected: an address)");
    } finally {
      web.stop(0);
    }
  }
}
