package dev.pictor.server;

import static dev.pictor.server.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A collection of twelve photos tagged as a job over HTTP.
class TagJobsOverHttpTest {

  private static final String PHOTOS = "api/v1/collections/photos";
  private static final String KINDS =
      "id,en,zh,en-prompts\\nsquirrel,squirrel,松鼠,squirrel|a red squirrel\\ncat,cat,猫,\\nship,spaceship,宇宙飞船,\\n";

  @TempDir Path folder;
  private PictorServer server;
  private TestClient client;

  @BeforeEach
  void start() throws Exception {
    open(List.of(PhotosServer.copyPhotos(folder.resolve("photos"))));
    String _ = client.events(server.firstJob().orElseThrow());
  }

  private void open(List<Path> photos) {
    server =
        PictorServer.start(
            ServerConfig.builder()
                .data(folder.resolve("data"))
                .photos(photos)
                .watch(false)
                .rescan(Duration.ZERO)
                .port(0)
                .build());
    client = new TestClient(server.uri(), "");
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private HttpResponse<String> begin(String more) throws Exception {
    return client.post(
        "api/v1/jobs", "{\"type\": \"tag\", \"collection\": \"photos\"%s}".formatted(more));
  }

  private JsonNode finished(HttpResponse<String> begun) throws Exception {
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
    String id = json(begun).get("id").stringValue();
    String _ = client.events(id);
    JsonNode job = json(client.get("api/v1/jobs/" + id));
    assertThat(job.get("state").stringValue()).as(job.toString()).isEqualTo("finished");
    return job;
  }

  private JsonNode found(String line) throws Exception {
    ObjectNode request = TestClient.JSON.createObjectNode().put("line", line);
    return json(client.post(PHOTOS + "/search", request.toString())).get("matches");
  }

  private static String vocabulary(String language) {
    return ", \"vocabulary\": {\"name\": \"kinds.csv\", \"content\": \"%s\"}, \"language\": \"%s\""
        .formatted(KINDS, language);
  }

  @Test
  void photosAreTaggedFoundAndNotTaggedAgainAfterARestart() throws Exception {
    JsonNode job = finished(begin(""));
    assertThat(job.get("type").stringValue()).isEqualTo("tag");
    assertThat(job.at("/progress/phase").stringValue()).isEqualTo("finished");
    assertThat(job.at("/progress/done").intValue()).isEqualTo(PhotosServer.COUNT);
    assertThat(job.at("/progress/tagged").intValue()).isGreaterThan(PhotosServer.COUNT / 2);
    JsonNode values = json(client.get(PHOTOS + "/facets?field=tags")).get("values");
    assertThat(values).isNotEmpty();
    String tag = values.get(0).get("value").stringValue();
    assertThat(found("tag:\"" + tag + "\"")).hasSize(values.get(0).get("count").intValue());

    stop();
    open(List.of());
    assertThat(server.awaitModel()).isTrue();
    assertThat(finished(begin("")).at("/progress/unchanged").intValue())
        .isEqualTo(PhotosServer.COUNT);
  }

  @Test
  void anotherLanguageOfAFileTakesThePlaceOfTheFirst() throws Exception {
    JsonNode english = finished(begin(vocabulary("en")));
    assertThat(english.at("/progress/vocabulary").stringValue()).isEqualTo("kinds.csv");
    JsonNode animals = found("tag:squirrel");
    assertThat(animals).isNotEmpty();
    assertThat(animals)
        .allSatisfy(
            each -> assertThat(each.get("id").stringValue()).doesNotStartWith("transportation/"));
    assertThat(found("tag:spaceship")).isEmpty();
    JsonNode chinese = finished(begin(vocabulary("zh")));
    assertThat(chinese.at("/progress/unchanged").intValue()).isZero();
    assertThat(chinese.at("/progress/version")).isNotEqualTo(english.at("/progress/version"));
    assertThat(found("标签：松鼠")).isNotEmpty();
    assertThat(found("tag:squirrel")).isEmpty();
  }

  @Test
  void aReplacedPhotoLosesItsTagsUntilTheNextRun() throws Exception {
    JsonNode _ = finished(begin(vocabulary("en")));
    String id = found("tag:squirrel").get(0).get("id").stringValue();
    Files.copy(
        Path.of("../examples/photos/kodak/kodim05.jpg"),
        folder.resolve("photos").resolve(id),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    JsonNode indexed =
        finished(client.post("api/v1/jobs", "{\"type\": \"index\", \"collection\": \"photos\"}"));
    assertThat(indexed.at("/progress/indexed").intValue()).isEqualTo(1);
    JsonNode picture = json(client.get(PHOTOS + "/images/" + id.replace("/", "%2F")));
    assertThat(picture.get("metadata").has("tags")).isFalse();
    JsonNode again = finished(begin(vocabulary("en")));
    assertThat(again.at("/progress/unchanged").intValue()).isEqualTo(PhotosServer.COUNT - 1);
  }

  @Test
  void tagsAreExportedAsCsvAndJson() throws Exception {
    JsonNode job = finished(begin(vocabulary("zh")));
    HttpResponse<String> csv = client.get(PHOTOS + "/tags/export?format=csv");
    assertThat(csv.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
    List<String> lines = csv.body().lines().toList();
    assertThat(lines.getFirst()).isEqualTo("id,tags,found,vocabulary");
    assertThat(lines).hasSize(1 + job.at("/progress/tagged").intValue());
    assertThat(lines).anyMatch(line -> line.matches("animals/.*,松鼠,松鼠,[0-9a-f]{12}-[0-9a-f]{12}"));
    JsonNode exported = json(client.get(PHOTOS + "/tags/export"));
    assertThat(exported).hasSize(lines.size() - 1);
    assertThat(exported.get(0).get("tags").get(0).stringValue()).matches("\\p{IsHan}+");
    assertThat(client.get(PHOTOS + "/tags/export?format=xls").body())
        .contains("format: xls (expected: csv, json or xmp)");
    assertThat(client.get("api/v1/collections/nothing/tags/export").statusCode()).isEqualTo(404);
  }

  @Test
  void sideCarsComeAsAZipAndNoneLeadsOutOfItsFolder() throws Exception {
    JsonNode _ = finished(begin(vocabulary("zh")));
    String id = found("tag:松鼠").get(0).get("id").stringValue();
    Map<String, String> sideCars = sideCars(PHOTOS);
    assertThat(sideCars.get(id + ".xmp")).contains("<dc:subject>", "<rdf:li>松鼠</rdf:li>");

    String records = client.get(PHOTOS + "/export?format=jsonl").body();
    Path file = folder.resolve("moved.jsonl");
    Files.writeString(file, records.replace('"' + id + '"', "\"../out.jpg\""));
    JsonNode _ =
        finished(
            client.post("api/v1/collections/copy/import", "{\"file\": \"%s\"}".formatted(file)));
    assertThat(client.get("api/v1/collections/copy/tags/export").body()).contains("../out.jpg");
    sideCars.remove(id + ".xmp");
    assertThat(sideCars("api/v1/collections/copy")).isEqualTo(sideCars);
  }

  private Map<String, String> sideCars(String collection) throws Exception {
    HttpResponse<byte[]> zip =
        client.send(
            client.request(collection + "/tags/export?format=xmp"),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(zip.headers().firstValue("Content-Disposition").orElseThrow())
        .contains("tags.xmp.zip");
    Map<String, String> all = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip.body()))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        all.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return all;
  }

  @Test
  void mistakesAreAnsweredAtOnceWithTheirPlace() throws Exception {
    HttpResponse<String> wrong =
        begin(", \"vocabulary\": {\"name\": \"my.csv\", \"content\": \"en\\ncat\\ncat\\n\"}");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(json(wrong).get("detail").stringValue())
        .isEqualTo(
            "vocabulary: my.csv, line 3, column en: cat (expected: each once; it is in line 2 too)");
    assertThat(begin(", \"language\": \"fr\"").body()).contains("expected: en or zh");
    assertThat(begin(", \"folders\": [\"/x\"]").body()).contains("folders: unknown field");
    assertThat(
            client.post("api/v1/jobs", "{\"type\": \"dream\", \"collection\": \"photos\"}").body())
        .contains("\\\"index\\\" or \\\"tag\\\"");
    assertThat(
            client
                .post("api/v1/collections", "{\"name\": \"numbers\", \"dimension\": 3}")
                .statusCode())
        .isEqualTo(201);
    HttpResponse<String> unattested =
        client.post("api/v1/jobs", "{\"type\": \"tag\", \"collection\": \"numbers\"}");
    assertThat(unattested.statusCode()).isEqualTo(409);
    assertThat(unattested.body()).contains("Declare it first");
  }

  @Test
  void onePictureIsTaggedByAFileToo() throws Exception {
    String id = json(client.get(PHOTOS + "/images?limit=1")).at("/images/0/id").stringValue();
    JsonNode answer =
        json(
            client.post(
                "api/v1/tags",
                "{\"collection\": \"photos\", \"id\": \"%s\"%s}".formatted(id, vocabulary("zh"))));
    assertThat(answer.get("vocabulary").stringValue()).isEqualTo("kinds.csv");
    assertThat(answer.at("/tags/0/tag").stringValue()).isEqualTo("松鼠");
    assertThat(answer.at("/tags/0/probability").doubleValue())
        .isGreaterThan(answer.get("none").doubleValue());
  }
}
