package dev.pictor.pinecone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.clients.Programs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every operation of three generations of the published Python client, over HTTP and gRPC. Needs
/// Python 3.11 or newer and a package index; run with `-Plong`.
@Tag("python")
class PineconePythonTest {

  private static final Path SCRIPTS = Path.of("src/test/clients/python").toAbsolutePath();

  @TempDir static Path data;
  private static PineconeServer server;

  @BeforeAll
  static void start() {
    server = PineconeServer.locked(data);
    assertThat(server.server().awaitModel()).isTrue();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9, 10})
  void everyOperationWorks(int generation) throws Exception {
    Path python =
        Programs.python(
            "pinecone-" + generation, SCRIPTS.resolve("requirements-%d.txt".formatted(generation)));
    String output =
        Programs.run(
            SCRIPTS,
            environment(server, data),
            List.of(python.toString(), "-B", "every_operation.py"));
    assertThat(output).contains("pinecone %d.".formatted(generation), "0 failures");
  }

  static Map<String, String> environment(PineconeServer server, Path data) {
    return Map.of(
        "PINECONE_API_KEY",
        PineconeServer.KEY,
        "PINECONE_CONTROLLER_HOST",
        server.control(),
        "IMPORT_FOLDER",
        PineconeServer.imports(data).toString());
  }
}
