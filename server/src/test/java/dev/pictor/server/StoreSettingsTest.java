package dev.pictor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import dev.pictor.server.StoreSettings.Engine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreSettingsTest {

  private static final String KEY = "a-secret-key";

  private static ServerConfig resolved(Map<String, String> environment, Map<String, ?> flags) {
    return ConfigSources.resolve(Optional.empty(), environment, flags);
  }

  @Test
  void collectionsAreInTheDataFolderUnlessTold() {
    assertThat(resolved(Map.of(), Map.of()).store()).isEqualTo(StoreSettings.none());
  }

  @Test
  void pineconesOwnAddressAndRegionAreFilledIn() {
    StoreSettings settings =
        resolved(Map.of("PICTOR_STORE", "Pinecone", "PICTOR_STORE_KEY", KEY), Map.of()).store();
    assertThat(settings.engine()).isEqualTo(Engine.PINECONE);
    assertThat(settings.urls()).containsExactly("https://api.pinecone.io");
    assertThat(settings.region()).isEqualTo("aws/us-east-1");
    assertThat(settings.key()).isEqualTo(KEY);
  }

  @Test
  void keysAndPasswordsAreNeverShown() {
    ServerConfig config = resolved(Map.of("PICTOR_STORE_KEY", KEY), Map.of("store", "pinecone"));
    assertThat(config.toString()).contains("key=***").doesNotContain(KEY);
    assertThat(StoreSettings.none().withPassword(KEY).toString()).doesNotContain(KEY);
    assertThatThrownBy(
            () -> resolved(Map.of("PICTOR_STORE_KEY", "two words"), Map.of("store", "pinecone")))
        .hasMessageContaining("store-key: ***")
        .hasMessageNotContaining("words");
    assertThatThrownBy(
            () -> resolved(Map.of(), Map.of("store", "pinecone", "store-key", List.of(KEY))))
        .hasMessageContaining("store-key: ***")
        .hasMessageNotContaining(KEY);
    assertThatThrownBy(
            () ->
                resolved(
                    Map.of(), Map.of("store", "pinecone", "store-url", "https://me:pass@host")))
        .hasMessageContaining("store-url: https://***@host")
        .hasMessageNotContaining("pass@");
  }

  @Test
  void whatNeedsAnEngineIsRefusedWithoutOne() {
    assertThatThrownBy(() -> resolved(Map.of("PICTOR_STORE_KEY", KEY), Map.of()))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContainingAll("store: lucene, but store-key is set", "leave store-key out")
        .hasMessageNotContaining(KEY);
    assertThatThrownBy(() -> resolved(Map.of(), Map.of("store", "faiss")))
        .hasMessageContainingAll("store: faiss (expected: one of lucene, opensearch, pinecone");
  }

  @Test
  void aClusterNeedsNodesAndALoginAsAWholeThatGoesOverTls() {
    assertThatThrownBy(() -> resolved(Map.of(), Map.of("store", "opensearch")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContainingAll("store-url: none", "http://localhost:9200");
    Map<String, Object> open =
        Map.of("store", "opensearch", "store-url", List.of("http://a:9200", "http://b:9200"));
    assertThat(resolved(Map.of("PICTOR_STORE_PREFIX", "work"), open).store())
        .satisfies(
            store -> {
              assertThat(store.urls()).containsExactly("http://a:9200", "http://b:9200");
              assertThat(store.prefix()).isEqualTo("work");
            });
    assertThatThrownBy(() -> resolved(Map.of("PICTOR_STORE_USER", "x"), open))
        .hasMessageContainingAll("store-password: none", "PICTOR_STORE_PASSWORD");
    assertThatThrownBy(
            () ->
                resolved(
                    Map.of("PICTOR_STORE_USER", "x", "PICTOR_STORE_PASSWORD", "a-secret"), open))
        .hasMessageContainingAll("http://a:9200", "in the clear", "https")
        .hasMessageNotContaining("a-secret");
    assertThatThrownBy(() -> resolved(Map.of("PICTOR_STORE_KEY", KEY), open))
        .hasMessageContaining("store-key")
        .hasMessageNotContaining(KEY);
    assertThatThrownBy(() -> resolved(Map.of("PICTOR_STORE_PREFIX", "work"), Map.of()))
        .hasMessageContainingAll("store: lucene, but store-prefix is set");
  }

  @Test
  void pineconeItselfNeedsAKeyAndAnotherServiceOfThisMachineDoesNot() {
    assertThatThrownBy(() -> resolved(Map.of(), Map.of("store", "pinecone")))
        .hasMessageContainingAll("store-key: none", "PICTOR_STORE_KEY");
    assertThat(
            resolved(Map.of(), Map.of("store", "pinecone", "store-url", "http://localhost:5080"))
                .store()
                .urls())
        .containsExactly("http://localhost:5080");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:5080",
        "ftp://host",
        "http://host/path",
        "http://a,http://b",
        "http://host?x"
      })
  void addressesAreOneHostAlone(String url) {
    assertThatThrownBy(() -> resolved(Map.of(), Map.of("store", "pinecone", "store-url", url)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("store-url: ");
  }

  @Test
  void keysLeaveTheMachineEncryptedOnly() {
    assertThatThrownBy(
            () ->
                resolved(
                    Map.of("PICTOR_STORE_KEY", KEY),
                    Map.of("store", "pinecone", "store-url", "http://192.0.2.1:5080")))
        .hasMessageContaining("would carry store-key in the clear")
        .hasMessageNotContaining(KEY);
  }

  @Test
  void certificatesAreReadAndForHttpsOnly() {
    Map<String, String> flags =
        Map.of("store", "pinecone", "store-url", "https://host", "store-ca", "/none.pem");
    assertThatThrownBy(() -> resolved(Map.of(), flags))
        .hasMessageContainingAll("store-ca: /none.pem", "PEM");
    assertThatThrownBy(
            () ->
                StoreSettings.of(Engine.PINECONE)
                    .withUrls(List.of("http://localhost"))
                    .withCa(Optional.of(Path.of("a.pem")))
                    .checked())
        .hasMessageContaining("store-url is http");
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws", "aws/", "AWS/us east"})
  void regionsHaveACloud(String region) {
    assertThatThrownBy(
            () ->
                resolved(
                    Map.of("PICTOR_STORE_KEY", KEY),
                    Map.of("store", "pinecone", "store-region", region)))
        .hasMessageContaining("store-region: ");
  }
}
