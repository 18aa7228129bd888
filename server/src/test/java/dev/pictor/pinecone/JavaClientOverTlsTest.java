package dev.pictor.pinecone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.http.TestCertificates;
import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import io.pinecone.clients.Index;
import io.pinecone.clients.Pinecone;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The published Java client as it comes, over TLS: only the JVM was told whom to trust.
class JavaClientOverTlsTest {

  private static final String TRUST_STORE = "javax.net.ssl.trustStore";

  @TempDir Path folder;
  private TestCertificates certificates;

  @BeforeEach
  void trust() throws Exception {
    certificates = new TestCertificates(folder, "localhost");
    System.setProperty(TRUST_STORE, certificates.trustStore().toString());
    System.setProperty(TRUST_STORE + "Password", TestCertificates.PASSWORD);
  }

  @AfterEach
  void forget() {
    System.clearProperty(TRUST_STORE);
    System.clearProperty(TRUST_STORE + "Password");
  }

  @Test
  void controlPlaneAndVectorsAreServedOverTls() throws Exception {
    ServerConfig config =
        ServerConfig.builder()
            .data(folder.resolve("data"))
            .port(0)
            .browser(false)
            .tlsCertificate(Optional.of(certificates.certificate()))
            .tlsKey(Optional.of(certificates.key()))
            .build();
    try (PictorServer server = PictorServer.start(config)) {
      Pinecone client =
          new Pinecone.Builder("any-key")
              .withHost("https://localhost:" + server.pineconeUri().getPort())
              .build();
      client.createServerlessIndex("secret", "cosine", 2, "aws", "us-east-1", "disabled", Map.of());
      assertThat(client.describeIndex("secret").getHost()).startsWith("localhost:");
      try (Index index = client.getIndexConnection("secret")) {
        assertThat(index.upsert("a", List.of(1f, 2f)).getUpsertedCount()).isEqualTo(1);
        assertThat(index.queryByVector(1, List.of(1f, 2f)).getMatches(0).getId()).isEqualTo("a");
        assertThat(index.describeIndexStats().getTotalVectorCount()).isEqualTo(1);
      }
    }
  }
}
