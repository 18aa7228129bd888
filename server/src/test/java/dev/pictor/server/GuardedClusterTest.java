package dev.pictor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.Unavailable;
import dev.pictor.http.TestCertificates;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.opensearch.TestCluster;
import dev.pictor.server.StoreSettings.Engine;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.Match;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.VectorQuery;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.VectorStore;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A cluster whose node asks for a user and has a certificate of its own authority.
@Tag("opensearch")
class GuardedClusterTest {

  private static final String USER = "pictor";
  private static final String PASSWORD = "a-pässword: with colon";

  @TempDir static Path folder;
  private static TestCertificates certificates;
  private static GuardedNode node;

  @BeforeAll
  static void start() throws Exception {
    certificates = new TestCertificates(folder, "localhost");
    node =
        new GuardedNode(
            TestCluster.shared().addresses().getFirst(), certificates.server(), USER, PASSWORD);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static StoreSettings settings(String host) {
    return StoreSettings.of(Engine.OPENSEARCH)
        .withUrls(List.of(node.address(host)))
        .withPrefix("guarded");
  }

  private static void requireRefused(StoreSettings settings, String... words) {
    assertThatThrownBy(() -> Stores.open(settings, folder))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("store: [https://")
        .hasMessageContainingAll(words)
        .hasMessageNotContaining("another-password");
  }

  @Test
  void itIsWrittenAndSearchedWithUserPasswordAndAuthority() {
    StoreSettings settings =
        settings("localhost")
            .withUser(USER)
            .withPassword(PASSWORD)
            .withCa(Optional.of(certificates.authority()));
    try (VectorStore store = Stores.open(settings, folder)) {
      CollectionStore collection =
          store.create(
              new CollectionSpec("kept", 2, Similarity.COSINE, new ModelBinding.Unattested()));
      collection.upsert(
          "", List.of(new VectorRecord("a", DenseVector.copyOf(1, 0), Metadata.empty())));
      assertThat(
              collection
                  .query(new VectorQuery("", DenseVector.copyOf(1, 0), 1, MetadataFilter.all()))
                  .matches())
          .extracting(Match::id)
          .containsExactly("a");
      store.drop("kept");
    }
  }

  @Test
  void aWrongPasswordOrNoneIsTold() {
    StoreSettings trusting = settings("localhost").withCa(Optional.of(certificates.authority()));
    String next = "Check store-user and store-password";
    requireRefused(
        trusting, "refuses: 401 Unauthorized", "expected: a user that may use indexes", next);
    requireRefused(
        trusting.withUser(USER).withPassword("another-password"),
        "refuses: 401 Unauthorized",
        next);
  }

  @Test
  void anUnknownAuthorityIsToldAtOnce() {
    requireRefused(
        settings("localhost").withUser(USER).withPassword(PASSWORD),
        "its certificate is not trusted",
        "expected: one for this name, by an authority of store-ca or that Java knows",
        "Set store-ca");
  }

  @Test
  void aCertificateOfAnotherNameIsTold() {
    requireRefused(
        settings("127.0.0.1")
            .withUser(USER)
            .withPassword(PASSWORD)
            .withCa(Optional.of(certificates.authority())),
        "its certificate is not trusted",
        "127.0.0.1");
  }

  @Test
  void aFileWithoutCertificatesIsTold() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing\n");
    assertThatThrownBy(() -> Stores.open(settings("localhost").withCa(Optional.of(empty)), folder))
        .hasMessageContainingAll("store-ca: " + empty, "PEM certificates");
  }
}
