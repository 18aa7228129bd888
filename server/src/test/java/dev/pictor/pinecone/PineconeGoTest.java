package dev.pictor.pinecone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pictor.clients.Programs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The published Go client: the control plane, inference, and vectors over gRPC. Its records and
/// imports always ask for TLS. Needs Go 1.24 or newer and a module proxy; run with `-Plong`.
@Tag("go")
class PineconeGoTest {

  private static final Path SCRIPTS = Path.of("src/test/clients/go").toAbsolutePath();

  @TempDir Path data;

  @Test
  void everyOperationWithoutTlsWorks() throws Exception {
    assumeTrue(Programs.has("go", "version"), "go is not installed");
    try (PineconeServer server = PineconeServer.locked(data)) {
      assertThat(server.server().awaitModel()).isTrue();
      assertThat(
              Programs.run(
                  SCRIPTS,
                  PineconePythonTest.environment(server, data),
                  List.of("go", "run", "-mod=readonly", ".")))
          .contains("0 failures");
    }
  }
}
