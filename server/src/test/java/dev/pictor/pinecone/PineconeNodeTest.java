package dev.pictor.pinecone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pictor.clients.Programs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every operation of two generations of the published Node client. Needs Node 20 or newer and a
/// package index; run with `-Plong`.
@Tag("node")
class PineconeNodeTest {

  private static final Path SCRIPTS = Path.of("src/test/clients/node").toAbsolutePath();

  @TempDir static Path data;
  private static PineconeServer server;

  @BeforeAll
  static void start() throws InterruptedException {
    assumeTrue(Programs.has("node") && Programs.has("npm"), "node and npm are not installed");
    server = PineconeServer.locked(data);
    assertThat(server.server().awaitModel()).isTrue();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9})
  void everyOperationWorks(int generation) throws Exception {
    Path folder =
        Programs.node(
            "pinecone-" + generation,
            SCRIPTS.resolve("package-%d.json".formatted(generation)),
            SCRIPTS);
    String output =
        Programs.run(
            folder,
            PineconePythonTest.environment(server, data),
            List.of("node", "every-operation.mjs"));
    assertThat(output).contains("pinecone %d.".formatted(generation), "0 failures");
  }
}
