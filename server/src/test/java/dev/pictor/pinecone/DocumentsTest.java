package dev.pictor.pinecone;

import static dev.pictor.pinecone.PineconeServer.json;
import static dev.pictor.pinecone.PineconeServer.post;
import static dev.pictor.pinecone.PineconeServer.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// The operations on documents, which only the newer dialect has.
class DocumentsTest {

  @TempDir static Path folder;
  private static PineconeServer server;
  private static String books;

  @BeforeAll
  static void start() throws Exception {
    server = PineconeServer.start(folder.resolve("data"));
    books =
        create(
            "books", "{\"emb\":{\"type\":\"dense_vector\",\"dimension\":2,\"metric\":\"cosine\"}}");
    operate(
        200,
        books,
        "n",
        "upsert",
        "{\"documents\":[{\"_id\":\"1\",\"body\":\"hello\",\"year\":2001,\"emb\":[1,0]},{\"_id\":\"2\",\"body\":\"bye\",\"year\":2002,\"emb\":[0.6,0.8]},{\"_id\":\"x3\",\"emb\":[0,1]}]}");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String create(String name, String fields) throws Exception {
    return post(
            201,
            server.control() + "/indexes",
            "{\"name\":\"%s\",\"schema\":{\"fields\":%s}}".formatted(name, fields),
            "X-Pinecone-Api-Version",
            "2026-07")
        .path("host")
        .stringValue();
  }

  private static JsonNode operate(
      int status, String host, String namespace, String operation, String body) throws Exception {
    return post(status, host + "/namespaces/" + namespace + "/documents/" + operation, body);
  }

  @Test
  void theSchemaIsShownAsItWasDeclared() throws Exception {
    JsonNode shown =
        json(
            PineconeServer.get(
                server.control() + "/indexes/books", "X-Pinecone-Api-Version", "2026-07"));
    assertThat(shown.path("schema").toString())
        .isEqualTo(
            "{\"fields\":{\"emb\":{\"type\":\"dense_vector\",\"dimension\":2,\"metric\":\"cosine\"}}}");
  }

  @Test
  void documentsAreFoundByTheirVector() throws Exception {
    String search =
        "{\"score_by\":[{\"type\":\"dense_vector\",\"field\":\"emb\",\"values\":[1,0]}],\"top_k\":2%s}";
    assertThat(operate(200, books, "n", "search", search.formatted("")).toString())
        .isEqualTo(
            "{\"matches\":[{\"_id\":\"1\",\"_score\":1.0},{\"_id\":\"2\",\"_score\":0.6}],\"namespace\":\"n\",\"usage\":{\"read_units\":1}}");
    assertThat(
            operate(
                    200,
                    books,
                    "n",
                    "search",
                    search.formatted(
                        ",\"include_fields\":[\"body\",\"emb\"],\"filter\":{\"year\":{\"$gt\":2001}}"))
                .path("matches")
                .toString())
        .isEqualTo("[{\"_id\":\"2\",\"_score\":0.6,\"body\":\"bye\",\"emb\":[0.6,0.8]}]");
  }

  @Test
  void documentsAreFetchedAndListedPageByPage() throws Exception {
    assertThat(operate(200, books, "n", "fetch", "{\"ids\":[\"1\",\"none\"]}").toString())
        .isEqualTo(
            "{\"documents\":{\"1\":{\"_id\":\"1\",\"body\":\"hello\",\"year\":2001,\"emb\":[1.0,0.0]}},\"namespace\":\"n\",\"usage\":{\"read_units\":1}}");
    JsonNode page =
        operate(
            200,
            books,
            "n",
            "fetch",
            "{\"filter\":{\"year\":{\"$gt\":2000}},\"limit\":1,\"include_fields\":[\"year\"]}");
    assertThat(page.path("documents").toString())
        .isEqualTo("{\"1\":{\"_id\":\"1\",\"year\":2001}}");
    JsonNode list = operate(200, books, "n", "list", "{\"limit\":2}");
    assertThat(list.path("documents").toString()).isEqualTo("[{\"_id\":\"1\"},{\"_id\":\"2\"}]");
    assertThat(
            operate(
                    200,
                    books,
                    "n",
                    "list",
                    "{\"pagination_token\":\"%s\"}"
                        .formatted(list.path("pagination").path("next").stringValue()))
                .path("documents")
                .toString())
        .isEqualTo("[{\"_id\":\"x3\"}]");
    assertThat(operate(200, books, "n", "list", "{\"prefix\":\"x\"}").path("documents").toString())
        .isEqualTo("[{\"_id\":\"x3\"}]");
  }

  @Test
  void documentsChangeByIdAndByFilterAndGo() throws Exception {
    String own = create("changing", "{\"v\":{\"type\":\"dense_vector\",\"dimension\":2}}");
    operate(
        200,
        own,
        "n",
        "upsert",
        "{\"documents\":[{\"_id\":\"a\",\"v\":[1,0],\"x\":1,\"y\":1},{\"_id\":\"b\",\"v\":[0,1],\"x\":2}]}");
    assertThat(
            operate(
                    200,
                    own,
                    "n",
                    "update",
                    "{\"documents\":[{\"_id\":\"a\",\"v\":[1,1],\"z\":3,\"_remove_fields\":[\"x\"]},{\"_id\":\"none\",\"z\":1}]}")
                .toString())
        .isEqualTo("{\"matched_records\":1}");
    assertThat(
            operate(200, own, "n", "fetch", "{\"ids\":[\"a\"]}")
                .path("documents")
                .path("a")
                .toString())
        .isEqualTo("{\"_id\":\"a\",\"y\":1,\"z\":3,\"v\":[1.0,1.0]}");
    assertThat(
            operate(
                    200,
                    own,
                    "n",
                    "update",
                    "{\"filter\":{\"x\":2},\"set_fields\":{\"seen\":true},\"remove_fields\":[\"x\"]}")
                .toString())
        .isEqualTo("{\"matched_records\":1}");
    assertThat(
            operate(200, own, "n", "fetch", "{\"ids\":[\"b\"]}")
                .path("documents")
                .path("b")
                .toString())
        .isEqualTo("{\"_id\":\"b\",\"seen\":true,\"v\":[0.0,1.0]}");
    assertThat(operate(200, own, "n", "delete", "{\"filter\":{\"seen\":true}}").toString())
        .isEqualTo("{\"matched_records\":1}");
    assertThat(operate(200, own, "n", "delete", "{\"ids\":[\"a\",\"b\"]}").toString())
        .isEqualTo("{\"matched_records\":1}");
    assertThat(operate(200, own, "n", "delete", "{\"delete_all\":true}").toString())
        .isEqualTo("{\"matched_records\":0}");
  }

  @Test
  void aSparseFieldIsSearchedToo() throws Exception {
    String own = create("words", "{\"w\":{\"type\":\"sparse_vector\"}}");
    operate(
        200,
        own,
        "n",
        "upsert",
        "{\"documents\":[{\"_id\":\"a\",\"w\":{\"indices\":[7,4294967295],\"values\":[2,1]}}]}");
    JsonNode found =
        operate(
            200,
            own,
            "n",
            "search",
            "{\"score_by\":[{\"type\":\"sparse_vector\",\"field\":\"w\",\"sparse_values\":{\"indices\":[7],\"values\":[3]}}],\"top_k\":1,\"include_fields\":[\"*\"]}");
    assertThat(found.path("matches").toString())
        .isEqualTo(
            "[{\"_id\":\"a\",\"_score\":6.0,\"w\":{\"indices\":[7,4294967295],\"values\":[2.0,1.0]}}]");
  }

  @Test
  void aTextFieldIsEmbeddedByAModelOfTheServer() throws Exception {
    assertThat(server.server().awaitModel()).isTrue();
    String own = create("texts", "{\"body\":{\"type\":\"string\",\"embed\":{}}}");
    JsonNode written =
        operate(
            200,
            own,
            "n",
            "upsert",
            "{\"documents\":[{\"_id\":\"a\",\"body\":\"a bird on a branch\"},{\"_id\":\"b\",\"body\":\"a ship at sea\"}]}");
    assertThat(written.path("usage").path("embed_total_tokens").intValue()).isPositive();
    JsonNode found =
        operate(
            200,
            own,
            "n",
            "search",
            "{\"score_by\":[{\"type\":\"embed\",\"field\":\"body\",\"query\":\"一只鸟\"}],\"top_k\":1,\"include_fields\":[\"body\"]}");
    assertThat(found.path("matches").get(0).path("body").stringValue())
        .isEqualTo("a bird on a branch");
    operate(
        200, own, "n", "update", "{\"documents\":[{\"_id\":\"b\",\"body\":\"an owl at night\"}]}");
    assertThat(
            operate(
                    200,
                    own,
                    "n",
                    "search",
                    "{\"score_by\":[{\"type\":\"embed\",\"field\":\"body\",\"query\":\"an owl\"}],\"top_k\":1}")
                .path("matches")
                .get(0)
                .path("_id")
                .stringValue())
        .isEqualTo("b");
  }

  @Test
  void eachIndexIsServedByOneKindOfOperation() throws Exception {
    HttpResponse<String> vectors =
        send("POST", books + "/query", "{\"topK\":1,\"vector\":[1,0],\"namespace\":\"n\"}");
    assertThat(vectors.statusCode()).isEqualTo(400);
    assertThat(json(vectors).path("message").stringValue())
        .startsWith("The index books holds documents");
    String plain = server.create("plain", 2);
    assertThat(operate(400, plain, "n", "list", "{}").path("error").path("message").stringValue())
        .startsWith("The index plain holds vectors");
    assertThat(
            json(send("POST", books + "/describe_index_stats", "{}"))
                .path("totalVectorCount")
                .intValue())
        .isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          upsert | {"documents":[]} | documents: 0 (expected: 1 to 1000 in a request)
          upsert | {"documents":[{"_id":"a"}]} | documents: a has no emb (expected: the field that is searched)
          upsert | {"documents":[{"_id":"a","emb":[1,2,3]}]} | Vector dimension 3 does not match the dimension of the index 2
          upsert | {"documents":[{"_id":"a","emb":[1,2],"x":{"y":1}}]} | Metadata value must be a string, number, boolean or list of strings, got '{y=1}' for field 'x'
          search | {"score_by":[],"top_k":1} | score_by: 0 (expected: one)
          search | {"score_by":[{"type":"text","field":"emb","query":"x"}],"top_k":1} | score_by[0].type: text (expected: dense_vector, sparse_vector or embed; this server has no search of words yet)
          search | {"score_by":[{"type":"dense_vector","field":"other","values":[1,2]}],"top_k":1} | score_by[0].field: other (expected: emb, the field that is searched)
          fetch | {} | ids: 0, filter: none (expected: 1 to 1000 ids, or a filter)
          update | {} | documents, filter: expected: exactly one of them
          update | {"documents":[{"_id":"a","_remove_fields":["emb"]}]} | _remove_fields: emb (expected: other fields, this one is searched)
          update | {"filter":{"a":1},"set_fields":{"emb":[1,2]}} | set_fields: emb (expected: other fields; this one is searched and changes by id)
          delete | {"filter":{}} | filter: empty (expected: a condition)
          delete | {"ids":["a"],"delete_all":true} | ids, filter, delete_all: expected: exactly one of them
          """)
  void failuresNameTheField(String operation, String body, String message) throws Exception {
    JsonNode failed = operate(400, books, "n", operation, body);
    assertThat(failed.path("error").path("code").stringValue()).isEqualTo("INVALID_ARGUMENT");
    assertThat(failed.path("error").path("message").stringValue()).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":{"type":"dense_vector","dimension":2},"b":{"type":"sparse_vector"}} | schema.fields: [a, b] (expected: one field that is searched
          {"t":{"type":"string","full_text_search":{}}} | schema.fields.t.full_text_search: given (expected: embed
          {"t":{"type":"string"}} | schema.fields.t: a string without embed
          {"t":{"type":"float"}} | schema.fields.t.type: float (expected: dense_vector, sparse_vector or string)
          """)
  void schemasThatAreNotServedAreRefused(String fields, String message) throws Exception {
    JsonNode failed =
        post(
            400,
            server.control() + "/indexes",
            "{\"name\":\"refused\",\"schema\":{\"fields\":%s}}".formatted(fields));
    assertThat(failed.path("error").path("message").stringValue()).startsWith(message);
  }
}
