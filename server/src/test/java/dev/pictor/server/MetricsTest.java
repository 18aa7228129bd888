package dev.pictor.server;

import static dev.pictor.server.PhotosServer.COLLECTION;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What `/metrics` tells.
class MetricsTest extends PhotosTest {

  private static final String HIT = "result=\"hit\"";
  private static final String MISS = "result=\"miss\"";
  private static final String CACHE = "pictor_embedder_cache_total";
  private static final Path UNSEEN = Path.of("../examples/photos/kodak/kodim19.jpg");

  private static String cache(String name) {
    return "cache=\"" + name + "\"";
  }

  private void assertSecondIsAHit(String cache, String body) throws Exception {
    TestClient client = photos.client();
    double misses = client.metric(CACHE, cache(cache), MISS);
    double hits = client.metric(CACHE, cache(cache), HIT);
    assertThat(photos.post("api/v1/embed", body).statusCode()).isEqualTo(200);
    assertThat(client.metric(CACHE, cache(cache), MISS)).isEqualTo(misses + 1);
    assertThat(client.metric(CACHE, cache(cache), HIT)).isEqualTo(hits);
    assertThat(photos.post("api/v1/embed", body).statusCode()).isEqualTo(200);
    assertThat(client.metric(CACHE, cache(cache), MISS)).isEqualTo(misses + 1);
    assertThat(client.metric(CACHE, cache(cache), HIT)).isEqualTo(hits + 1);
  }

  @Test
  void aSecondTextIsTakenFromTheCache() throws Exception {
    assertSecondIsAHit("text", "{\"texts\": [\"words that only this test sends\"]}");
  }

  @Test
  void aSecondPictureIsTakenFromTheCacheByItsBytes() throws Exception {
    byte[] unseen = Files.readAllBytes(UNSEEN);
    assertSecondIsAHit("image", embedding(unseen));
    // The same bytes in another request, which names them otherwise.
    double hits = photos.client().metric(CACHE, cache("image"), HIT);
    assertThat(photos.form(COLLECTION + "search", "{}", unseen).statusCode()).isEqualTo(200);
    assertThat(photos.client().metric(CACHE, cache("image"), HIT)).isEqualTo(hits + 1);
  }

  private static String embedding(byte[] picture) {
    return "{\"images\": [{\"type\": \"base64\", \"value\": \"%s\"}]}"
        .formatted(Base64.getEncoder().encodeToString(picture));
  }

  @Test
  void eachDocumentedMetricIsThere() throws Exception {
    assertThat(photos.post("api/v1/embed", "{\"texts\": [\"a\"]}").statusCode()).isEqualTo(200);
    List<String> documented =
        Pattern.compile("`(pictor_[a-z_]+)")
            .matcher(Files.readString(Path.of("../docs/api.md")))
            .results()
            .map(found -> found.group(1))
            .distinct()
            .toList();
    assertThat(documented).hasSizeGreaterThan(8).contains(CACHE);
    String metrics = photos.get("metrics").body();
    assertThat(documented).allSatisfy(name -> assertThat(metrics).contains("\n" + name));
    assertThat(metrics.lines().filter(line -> line.startsWith("# HELP pictor_")))
        .isNotEmpty()
        .allMatch(line -> line.split(" ").length > 3, "says what it counts");
  }
}
