package dev.pictor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which pages of other origins browsers let in, with and without configured ones.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CorsTest {

  private static final String FRIEND = "https://friend.example";

  @TempDir static Path temp;
  private PictorServer plain;
  private PictorServer configured;
  private TestClient plainClient;
  private TestClient configuredClient;

  @BeforeAll
  void start() {
    plain = PictorServer.start(ServerConfig.builder().data(temp.resolve("a")).port(0).build());
    plainClient = new TestClient(plain.uri(), "");
    configured =
        PictorServer.start(
            ServerConfig.builder()
                .data(temp.resolve("b"))
                .port(0)
                .apiKeys(List.of("a-key-for-tests"))
                .allowOrigins(List.of(FRIEND))
                .build());
    configuredClient = new TestClient(configured.uri(), "");
  }

  @AfterAll
  void stop() {
    plain.close();
    configured.close();
    plainClient.close();
    configuredClient.close();
  }

  @ParameterizedTest
  @CsvSource({
    // path, origin, by default, with allow-origins
    "api/v1/models,           https://friend.example, false, true",
    "api/v1/models,           https://other.example,  false, false",
    "api/v1/collections/a/search, https://friend.example, false, true",
    "metrics,                 https://friend.example, false, true",
    "metrics,                 https://other.example,  false, false",
    "clip/embed_text,         https://friend.example, true,  true",
    "clip/embed_text,         https://other.example,  true,  false",
    "model/registry,          https://other.example,  true,  false",
    "info,                    https://friend.example, true,  true"
  })
  void thePreflightAdmitsOnlyAllowedOriginsAndNeedsNoKey(
      String path, String origin, boolean byDefault, boolean whenConfigured) throws Exception {
    preflight(plainClient, path, origin, byDefault);
    preflight(configuredClient, path, origin, whenConfigured);
  }

  private static void preflight(TestClient client, String path, String origin, boolean admitted)
      throws Exception {
    HttpResponse<String> answer =
        client.send(
            client
                .bare(path)
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type,x-api-key"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertOrigin(answer, origin, admitted);
    if (admitted) {
      assertThat(answer.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
          .contains("POST");
      assertThat(answer.headers().firstValue("Access-Control-Allow-Headers"))
          .hasValue("content-type,x-api-key");
    }
  }

  private static void assertOrigin(HttpResponse<String> answer, String origin, boolean admitted) {
    if (admitted) {
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(origin);
    } else {
      assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
    }
  }

  /// Browsers send such requests without asking first.
  @ParameterizedTest
  @CsvSource({
    // to the main port or to that of Pinecone's clients, path, origin, status
    "main, api/v1/collections, https://other.example, 403",
    "main, api/v1/collections, null, 403",
    "main, api/v1/collections, own, 415",
    "main, clip/embed_text, https://other.example, 422",
    "pinecone, indexes, https://other.example, 403",
    "pinecone, indexes, own, 422"
  })
  void aPageOfAnotherOriginChangesNothing(String port, String path, String origin, int status)
      throws Exception {
    URI base = port.equals("main") ? plain.uri() : plain.pineconeUri();
    String own = base.toString().replaceFirst("/$", "");
    HttpResponse<String> answer =
        plainClient.send(
            HttpRequest.newBuilder(base.resolve(path))
                .POST(BodyPublishers.ofString("{}"))
                .header("Content-Type", "text/plain")
                .header("Origin", origin.equals("own") ? own : origin));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "api/v1/models, https://friend.example, 401, true",
    "api/v1/models, https://other.example,  401, false",
    "model/registry, https://friend.example, 401, true",
    "info,          https://friend.example, 200, true",
    "info,          https://other.example,  200, false",
    "healthz,       https://friend.example, 200, true"
  })
  void anAnswerCanBeReadByAllowedOriginsOnlyAlsoARefusal(
      String path, String origin, int status, boolean readable) throws Exception {
    HttpResponse<String> answer =
        configuredClient.send(configuredClient.bare(path).header("Origin", origin));

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().allValues("Vary")).contains("Origin");
    assertOrigin(answer, origin, readable);
  }
}
