package dev.pictor.pinecone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import java.io.File;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that others may reach imports only from where its operator says.
class ImportFoldersTest {

  private static final String KEY = "0123456789";
  private static final String COSINE = "\"dimension\":2,\"metric\":\"cosine\"";
  private static final String LINE = "{\"id\":\"a\",\"values\":[1,2]}";

  @TempDir Path folder;

  private PictorServer start(List<Path> importFolders) {
    return PictorServer.start(
        ServerConfig.builder()
            .data(folder.resolve("data"))
            .port(0)
            .browser(false)
            .apiKeys(List.of(KEY))
            .importFolders(importFolders)
            .build());
  }

  @Test
  void onlyNamedFoldersAreImported() throws Exception {
    assumeTrue(File.separatorChar == '/', "links need rights on Windows");
    Path inside = Files.createDirectories(folder.resolve("open/inside"));
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Files.writeString(inside.resolve("a.jsonl"), LINE);
    Files.writeString(outside.resolve("b.jsonl"), LINE);
    Files.createSymbolicLink(folder.resolve("open/link"), outside);
    Files.createSymbolicLink(inside.resolve("b.jsonl"), outside.resolve("b.jsonl"));
    try (PictorServer server = start(List.of(folder.resolve("open")))) {
      IndexClient index = IndexClient.create(server, "named", COSINE, KEY);
      assertThat(index.imported(inside, "").path("recordsImported").intValue()).isEqualTo(1);
      for (Path other :
          List.of(
              outside,
              folder,
              folder.resolve("open/link"),
              folder.resolve("open/../outside"),
              folder.resolve("opening"),
              folder.resolve("outside/missing"))) {
        HttpResponse<String> refused = index.start(other.toString(), "");
        assertThat(refused.statusCode()).as(other.toString()).isEqualTo(400);
        assertThat(refused.body())
            .contains("expected: a folder that the server's setting import-folders names");
      }
      assertThat(index.start(folder.resolve("open/missing").toString(), "").body())
          .contains("expected: a folder on the server's machine");
    }
  }

  @Test
  void withKeysAndNoFoldersNothingIsImported() throws Exception {
    Files.writeString(folder.resolve("a.jsonl"), LINE);
    try (PictorServer server = start(List.of())) {
      IndexClient index = IndexClient.create(server, "none", COSINE, KEY);
      assertThat(index.start(folder.toString(), "").body())
          .contains("this server has API keys and its setting import-folders is empty");
      HttpResponse<String> unknown =
          IndexClient.ask("GET", index.host() + "/bulk/imports", "another-key", "");
      assertThat(unknown.statusCode()).isEqualTo(401);
    }
  }
}
