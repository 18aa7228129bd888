package dev.pictor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Access;
import dev.pictor.http.ApiKey;
import dev.pictor.server.ServerConfig.IndexHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigSourcesTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          -,    -,    -,    9001
          1000, -,    -,    1000
          -,    2000, -,    2000
          1000, 2000, -,    2000
          1000, -,    3000, 3000
          1000, 2000, 3000, 3000
          """)
  void theNearerSourceWins(String file, String environment, String flag, int port)
      throws IOException {
    Path yaml = folder.resolve("pictor.yaml");
    Files.writeString(yaml, file == null ? "" : "port: " + file + "\n");
    ServerConfig config =
        ConfigSources.resolve(
            Optional.of(yaml),
            environment == null ? Map.of() : Map.of("PICTOR_PORT", environment),
            flag == null ? Map.of() : Map.of("port", flag));
    assertThat(config.port()).isEqualTo(port);
  }

  @Test
  void anUnknownKeyIsRefusedWithTheNearestOne() {
    assertThatThrownBy(
            () -> ConfigSources.resolve(Optional.empty(), Map.of("PICTOR_PROT", "1"), Map.of()))
        .hasMessageContaining("prot: unknown setting in environment (did you mean port?)");
    assertThatThrownBy(
            () -> ConfigSources.resolve(Optional.empty(), Map.of("PICTOR_FOO", "1"), Map.of()))
        .hasMessageContaining("expected: one of [")
        .hasMessageNotContaining("did you mean");
  }

  @Test
  void aPublicAddressWithoutAKeyIsRefused() {
    assertThatThrownBy(() -> ServerConfig.builder().host("0.0.0.0").build())
        .hasMessageContaining("Set api-keys");
    assertThat(ServerConfig.builder().host("0.0.0.0").apiKeys(List.of("0123456789")).build().host())
        .isEqualTo("0.0.0.0");
  }

  private static ServerConfigBuilder virtual() {
    return ServerConfig.builder().indexHosts(IndexHosts.VIRTUAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "10.0.0.1:80", "[::1]", "http://pictor.example", "a b"})
  void anAddressHasNoNamesBelowIt(String advertised) {
    assertThatThrownBy(() -> virtual().advertisedHost(advertised).build())
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("advertised-host: " + advertised)
        .hasMessageContaining("the domain below which all names lead here");
  }

  @Test
  void whatOthersReachNeedsAName() {
    ServerConfigBuilder open = virtual().host("0.0.0.0").apiKeys(List.of("a-key-for-tests"));
    assertThatThrownBy(open::build).hasMessageContaining("advertised-host: none");
    assertThat(open.advertisedHost("pictor.example").build().pinecone().indexHosts())
        .isEqualTo(IndexHosts.VIRTUAL);
    assertThatThrownBy(
            () ->
                virtual().indexHosts(IndexHosts.PORTS).advertisedHost("pictor.example:80").build())
        .hasMessageContaining("a port needs index-hosts: virtual");
  }

  @Test
  void keysAreMasked() {
    assertThat(ServerConfig.builder().apiKeys(List.of("secret-key")).build().toString())
        .contains("***")
        .doesNotContain("secret-key");
  }

  @Test
  void keysComeWithTheirScopesFromEachSource() throws IOException {
    Path yaml = folder.resolve("pictor.yaml");
    Files.writeString(yaml, "api-keys: [read:first-key, second-key]\n");
    assertThat(ConfigSources.resolve(Optional.of(yaml), Map.of(), Map.of()).apiKeys())
        .containsExactly(
            ApiKey.of(Access.READ, "first-key"), ApiKey.of(Access.ADMIN, "second-key"));
    assertThat(
            ConfigSources.resolve(
                    Optional.of(yaml), Map.of("PICTOR_API_KEYS", "write:third-key"), Map.of())
                .apiKeys())
        .containsExactly(ApiKey.of(Access.WRITE, "third-key"));
  }

  /// `read: KEY` is a map in YAML.
  @Test
  void aKeyThatYamlReadsAsAMapIsRefusedAndNotShown() throws IOException {
    Path yaml = folder.resolve("pictor.yaml");
    Files.writeString(yaml, "api-keys:\n- read: secret-key\n");
    assertThatThrownBy(() -> ConfigSources.resolve(Optional.of(yaml), Map.of(), Map.of()))
        .hasMessageContaining("api-keys: ***")
        .hasMessageContaining("no blank behind a colon")
        .hasMessageNotContaining("secret-key");
  }

  @Test
  void whatTheLauncherReadsIsNoSettingAndOneKeyIsAListOfKeys() {
    ServerConfig config =
        ConfigSources.resolve(
            Optional.empty(),
            Map.of(
                "PICTOR_BUILD", "gpu",
                "PICTOR_JAVA_OPTS", "-Xmx1g",
                "PICTOR_URL", "http://localhost:1",
                "PICTOR_API_KEY", "a-secret-key"),
            Map.of());
    assertThat(config.apiKeys()).hasSize(1);
  }

  @Test
  void listsAndMapsAreReadFromText() {
    ServerConfig config =
        ConfigSources.resolve(
            Optional.empty(),
            Map.of(
                "PICTOR_MODEL_ALIAS",
                "a=pocket,b=pocket",
                "PICTOR_TEXT_CACHE_TTL",
                "PT2M",
                "PICTOR_IMPORT_FOLDERS",
                "/a, /b/c/../d"),
            Map.of("allow-origins", List.of("https://a.example")));
    assertThat(config.modelAliases()).containsOnlyKeys("a", "b");
    assertThat(config.caches().textTtl()).hasSeconds(120);
    assertThat(config.allowOrigins()).containsExactly("https://a.example");
    assertThat(config.pinecone().importFolders())
        .containsExactly(Path.of("/a").toAbsolutePath(), Path.of("/b/d").toAbsolutePath());
  }
}
