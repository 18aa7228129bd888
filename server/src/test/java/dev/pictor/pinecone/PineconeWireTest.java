package dev.pictor.pinecone;

import static dev.pictor.pinecone.PineconeServer.get;
import static dev.pictor.pinecone.PineconeServer.json;
import static dev.pictor.pinecone.PineconeServer.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What stands on the wire, to the letter: requests as clients of both vocabularies were recorded
/// to send them, answers and errors as they insist on them.
class PineconeWireTest {

  private static final String SERVERLESS =
      "\"spec\":{\"serverless\":{\"cloud\":\"aws\",\"region\":\"us-east-1\"}}";

  @TempDir static Path folder;
  private static PictorServer server;
  private static String control;
  private static String data;

  @BeforeAll
  static void start() throws Exception {
    server =
        PictorServer.start(
            ServerConfig.builder().data(folder.resolve("data")).port(0).browser(false).build());
    control = "http://127.0.0.1:" + server.pineconeUri().getPort();
    data = create("{\"name\":\"demo\",\"dimension\":3,\"metric\":\"cosine\"," + SERVERLESS + "}");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /// @return where the data plane is
  private static String create(String body) throws Exception {
    HttpResponse<String> created = send("POST", control + "/indexes", body);
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    return json(created).path("host").stringValue();
  }

  @Test
  void theClassicDialectHasASpecOfOneKey() throws Exception {
    String host =
        create(
            "{\"name\":\"classic\",\"dimension\":3,\"metric\":\"cosine\",\"deletion_protection\":\"disabled\",\"tags\":{\"a\":\"b\"},"
                + SERVERLESS
                + ",\"vector_type\":\"dense\"}");
    assertThat(get(control + "/indexes/classic", "X-Pinecone-Api-Version", "2025-10").body())
        .isEqualTo(
            "{\"name\":\"classic\",\"dimension\":3,\"metric\":\"cosine\",\"host\":\""
                + host
                + "\",\"vector_type\":\"dense\",\"deletion_protection\":\"disabled\",\"tags\":{\"a\":\"b\"},\"status\":{\"ready\":true,\"state\":\"Ready\"},\"spec\":{\"serverless\":{\"cloud\":\"aws\",\"region\":\"us-east-1\",\"read_capacity\":{\"mode\":\"OnDemand\",\"status\":{\"state\":\"Ready\"}}}}}");
    assertThat(host).startsWith("http://127.0.0.1:");
    assertThat(
            json(get(control + "/indexes/classic", "User-Agent", "lang=java; v6"))
                .path("host")
                .stringValue())
        .as("bare for Java")
        .isEqualTo(host.substring("http://".length()));
  }

  @Test
  void theNewerDialectHasASchemaAndADeployment() throws Exception {
    HttpResponse<String> created =
        send(
            "POST",
            control + "/indexes",
            "{\"name\":\"newer\",\"deployment\":{\"deployment_type\":\"managed\",\"cloud\":\"aws\",\"region\":\"us-east-1\"},\"schema\":{\"fields\":{\"_values\":{\"type\":\"dense_vector\",\"dimension\":3,\"metric\":\"cosine\"}}},\"tags\":{\"a\":\"b\"},\"deletion_protection\":\"disabled\"}",
            "X-Pinecone-Api-Version",
            "2026-07");
    assertThat(created.statusCode()).isEqualTo(201);
    String host = json(created).path("host").stringValue();
    assertThat(created.body())
        .isEqualTo(
            "{\"name\":\"newer\",\"host\":\""
                + host
                + "\",\"status\":{\"ready\":true,\"state\":\"Ready\"},\"deployment\":{\"deployment_type\":\"managed\",\"cloud\":\"aws\",\"region\":\"us-east-1\"},\"schema\":{\"fields\":{\"_values\":{\"type\":\"dense_vector\",\"dimension\":3,\"metric\":\"cosine\"},\"_sparse_values\":{\"type\":\"sparse_vector\"}}},\"deletion_protection\":\"disabled\",\"read_capacity\":{\"mode\":\"OnDemand\",\"status\":{\"state\":\"Ready\"}},\"tags\":{\"a\":\"b\"}}");
  }

  @Test
  void podsOfOldProgramsAreEchoedWithAWarning() throws Exception {
    HttpResponse<String> created =
        send(
            "POST",
            control + "/indexes",
            "{\"name\":\"image-embeddings\",\"dimension\":512,\"spec\":{\"pod\":{\"environment\":\"gcp-starter\",\"pod_type\":\"starter\",\"index_type\":\"PQ8\"}}}");
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.headers().firstValue("warnings")).isPresent();
    assertThat(json(created).path("metric").stringValue()).isEqualTo("cosine");
    assertThat(json(created).path("spec").toString())
        .isEqualTo(
            "{\"pod\":{\"environment\":\"gcp-starter\",\"pod_type\":\"starter\",\"replicas\":1,\"shards\":1,\"pods\":1,\"index_type\":\"PQ8\"}}");
  }

  /// Of all the clients, only Go's looks at which kind of success it is.
  @Test
  void changesAndBackupsAreAnsweredWithThePlainestSuccess() throws Exception {
    create("{\"name\":\"plainest\",\"dimension\":2," + SERVERLESS + "}");
    String index = control + "/indexes/plainest";
    assertThat(send("PATCH", index, "{\"tags\":{\"a\":\"b\"}}").statusCode()).isEqualTo(200);
    assertThat(send("POST", index + "/backups", "{}").statusCode()).isEqualTo(200);
    assertThat(send("DELETE", index, "").statusCode()).isEqualTo(202);
  }

  @Test
  void vectorsAreAnsweredAsTheyCame() throws Exception {
    assertThat(
            send(
                    "POST",
                    data + "/vectors/upsert",
                    "{\"vectors\":[{\"id\":\"a\",\"values\":[0.4,0.2,0.3],\"metadata\":{\"genre\":\"x\",\"n\":1,\"ok\":true,\"l\":[\"p\",\"q\"]}},{\"id\":\"b c\",\"values\":[1,2,3]}],\"namespace\":\"__default__\"}")
                .body())
        .isEqualTo("{\"upsertedCount\":2}");
    HttpResponse<String> found =
        send(
            "POST",
            data + "/query",
            "{\"namespace\":\"__default__\",\"topK\":3,\"filter\":{\"genre\":{\"$eq\":\"x\"}},\"includeValues\":true,\"includeMetadata\":true,\"vector\":[0.4,0.2,0.3]}");
    assertThat(found.body())
        .isEqualTo(
            "{\"results\":[],\"matches\":[{\"id\":\"a\",\"score\":1,\"values\":[0.4,0.2,0.3],\"metadata\":{\"genre\":\"x\",\"n\":1,\"ok\":true,\"l\":[\"p\",\"q\"]}}],\"namespace\":\"__default__\",\"usage\":{\"readUnits\":1}}");
    for (String header :
        List.of(
            "x-pinecone-request-lsn",
            "x-pinecone-max-indexed-lsn",
            "x-pinecone-lsn-committed",
            "x-pinecone-lsn-reconciled",
            "x-pinecone-request-id",
            "x-pinecone-request-latency-ms")) {
      assertThat(found.headers().firstValue(header)).as(header).isPresent();
    }
    assertThat(get(data + "/vectors/fetch?ids=b%20c&ids=none&namespace=__default__").body())
        .isEqualTo(
            "{\"vectors\":{\"b c\":{\"id\":\"b c\",\"values\":[1,2,3]}},\"namespace\":\"__default__\",\"usage\":{\"readUnits\":1}}");
    String many =
        IntStream.range(0, 100)
            .mapToObj(i -> "&ids=" + "a".repeat(300) + i)
            .collect(Collectors.joining());
    assertThat(get(data + "/vectors/fetch?ids=b%20c" + many).body())
        .as("a hundred long ids in one address")
        .contains("\"id\":\"b c\"");
    assertThat(get(data + "/vectors/list?prefix=b&limit=1").body())
        .isEqualTo(
            "{\"vectors\":[{\"id\":\"b c\"}],\"namespace\":\"\",\"usage\":{\"readUnits\":1}}");
    assertThat(
            send("POST", data + "/vectors/delete", "{\"ids\":[\"b c\"],\"namespace\":\"\"}").body())
        .isEqualTo("{}");
  }

  /// The guard against foreign names reads the host of HTTP/2 too.
  @Test
  void aClientThatUpgradesToHttp2IsAnswered() throws Exception {
    HttpResponse<String> stats =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(data + "/describe_index_stats"))
                    .version(HttpClient.Version.HTTP_2)
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(stats.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(stats.statusCode()).isEqualTo(200);
  }

  @Test
  void statisticsCallTheDefaultNamespaceByItsDialect() throws Exception {
    String own =
        create("{\"name\":\"counted\",\"dimension\":2,\"metric\":\"cosine\"," + SERVERLESS + "}");
    send("POST", own + "/vectors/upsert", "{\"vectors\":[{\"id\":\"a\",\"values\":[1,2]}]}");
    assertThat(send("POST", own + "/describe_index_stats", "{}").body())
        .isEqualTo(
            "{\"namespaces\":{\"\":{\"vectorCount\":1}},\"dimension\":2,\"indexFullness\":0,\"totalVectorCount\":1,\"metric\":\"cosine\",\"vectorType\":\"dense\"}");
    assertThat(
            json(send(
                    "POST",
                    own + "/describe_index_stats",
                    "{}",
                    "X-Pinecone-Api-Version",
                    "2026-07"))
                .path("namespaces")
                .toString())
        .isEqualTo("{\"__default__\":{\"vectorCount\":1}}");
    assertThat(get(own + "/namespaces").body())
        .isEqualTo(
            "{\"namespaces\":[{\"name\":\"__default__\",\"record_count\":1}],\"total_count\":1}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST | /vectors/upsert | {"vectors":[{"id":"a","values":[1,2]}]} | 400 | 3 | Vector dimension 2 does not match the dimension of the index 3
          POST | /vectors/upsert | {"vectors":[{"id":"a","values":[0,0,0]}]} | 400 | 3 | Dense vectors must contain at least one non-zero value. Vector ID 'a' contains only zeros
          POST | /vectors/upsert | {"vectors":[{"id":"a","values":[1,2,3],"metadata":{"x":{"y":1}}}]} | 400 | 3 | Metadata value must be a string, number, boolean or list of strings, got '{y=1.0}' for field 'x'
          POST | /query | {"topK":3,"sparseVector":{"indices":[1],"values":[1]}} | 400 | 3 | Index configuration does not support sparse values
          POST | /query | {"topK":3} | 400 | 3 | Either 'vector' or 'ID' must be provided
          POST | /describe_index_stats | {"filter":{"a":1}} | 400 | 3 | Serverless and Starter indexes do not support describing index stats with metadata filtering
          GET | /namespaces/nowhere | '' | 404 | 5 | Namespace not found: nowhere
          POST | /vectors/delete | {"deleteAll":true,"namespace":"nowhere"} | 404 | 5 | Namespace not found: nowhere
          """)
  void failuresOfTheDataPlaneHaveItsEnvelope(
      String method, String path, String body, int status, int code, String message)
      throws Exception {
    HttpResponse<String> failed = send(method, data + path, body);
    assertThat(failed.statusCode()).isEqualTo(status);
    assertThat(failed.body())
        .isEqualTo("{\"code\":" + code + ",\"message\":\"" + message + "\",\"details\":[]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET | /indexes/nobody | '' | 404 | NOT_FOUND | Index nobody not found.
          DELETE | /indexes/nobody | '' | 404 | NOT_FOUND | Index nobody not found.
          POST | /indexes | {"name":"demo","dimension":3,"spec":{"serverless":{"cloud":"aws","region":"us-east-1"}}} | 409 | ALREADY_EXISTS | Resource already exists.
          POST | /indexes | {"name":"x","dimension":3,"spec":{"serverless":{"cloud":"aws","region":"nowhere"}}} | 404 | NOT_FOUND | Resource cloud: aws region: nowhere not found.
          POST | /indexes | {"name":"x","vector_type":"sparse","metric":"cosine","spec":{"serverless":{"cloud":"aws","region":"us-east-1"}}} | 400 | INVALID_ARGUMENT | Sparse vector indexes must use the metric dotproduct
          POST | /indexes | {"name":"x","vector_type":"sparse","spec":{"pod":{"environment":"e","pod_type":"p1.x1"}}} | 400 | INVALID_ARGUMENT | Sparse vector type is not supported for pod indexes
          POST | /indexes | {"dimension":3} | 422 | UNPROCESSABLE_ENTITY | Failed to deserialize the JSON body into the target type: missing field `name` at line 1 column 15
          """)
  void failuresOfTheControlPlaneHaveItsEnvelope(
      String method, String path, String body, int status, String code, String message)
      throws Exception {
    HttpResponse<String> failed = send(method, control + path, body);
    assertThat(failed.statusCode()).isEqualTo(status);
    JsonNode envelope = json(failed);
    assertThat(envelope.path("status").intValue()).isEqualTo(status);
    assertThat(envelope.path("error").path("code").stringValue()).isEqualTo(code);
    assertThat(envelope.path("error").path("message").stringValue()).isEqualTo(message);
    assertThat(envelope.path("message").stringValue()).isEqualTo(message);
  }

  @Test
  void aConfiguredKeyIsAskedForOnBothPlanes() throws Exception {
    String key = "a-long-secret";
    try (PictorServer locked =
        PictorServer.start(
            ServerConfig.builder()
                .data(folder.resolve("locked"))
                .port(0)
                .browser(false)
                .apiKeys(List.of(key))
                .build())) {
      String plane = "http://127.0.0.1:" + locked.pineconeUri().getPort();
      HttpResponse<String> refused = get(plane + "/indexes", "Api-Key", "another");
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(json(refused).path("error").toString())
          .isEqualTo("{\"code\":\"UNAUTHENTICATED\",\"message\":\"Invalid API key.\"}");
      HttpResponse<String> created =
          send(
              "POST",
              plane + "/indexes",
              "{\"name\":\"locked\",\"dimension\":2," + SERVERLESS + "}",
              "Api-Key",
              key);
      assertThat(created.statusCode()).isEqualTo(201);
      String own = json(created).path("host").stringValue();
      HttpResponse<String> without = send("POST", own + "/describe_index_stats", "{}");
      assertThat(without.statusCode()).isEqualTo(401);
      assertThat(without.body()).isEqualTo("Unauthorized");
      assertThat(send("POST", own + "/describe_index_stats", "{}", "Api-Key", key).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void everyCollectionIsAnIndexAndItsPortClosesWithIt() throws Exception {
    send(
        "POST",
        server.uri() + "api/v1/collections",
        "{\"name\":\"native\",\"dimension\":2,\"similarity\":\"cosine\"}");
    JsonNode index = json(get(control + "/indexes/native"));
    String own = index.path("host").stringValue();
    assertThat(index.path("dimension").intValue()).isEqualTo(2);
    assertThat(send("POST", own + "/describe_index_stats", "{}").statusCode()).isEqualTo(200);
    assertThat(send("DELETE", control + "/indexes/native", "").statusCode()).isEqualTo(202);
    assertThat(get(server.uri() + "api/v1/collections/native").statusCode()).isEqualTo(404);
  }
}
