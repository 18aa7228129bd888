package dev.pictor.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {

  /// What `printf %s a-long-secret | sha256sum` prints.
  private static final String HASH =
      "7a22da1ddf51a945bde6a3e940cdf91c9815108dc7235fe60da782dec55fb883";

  @ParameterizedTest
  @CsvSource({
    "a-long-secret,               ADMIN, a-long-secret",
    "admin:a-long-secret,         ADMIN, a-long-secret",
    "write:a-long-secret,         WRITE, a-long-secret",
    "read:a-long-secret,          READ,  a-long-secret",
    "read: a-long-secret,         READ,  a-long-secret",
    "admin:with:colons,           ADMIN, with:colons",
    "read:write:a-secret,         READ,  write:a-secret"
  })
  void aScopeStandsInFrontOfTheKey(String text, Access scope, String key) {
    assertThat(ApiKey.parse(text)).isEqualTo(ApiKey.of(scope, key));
  }

  @Test
  void aHashStandsForItsKey() {
    assertThat(ApiKey.parse("read:sha256:" + HASH))
        .isEqualTo(ApiKey.of(Access.READ, "a-long-secret"));
    assertThat(ApiKey.parse("sha256:" + HASH.toUpperCase(java.util.Locale.ROOT)))
        .isEqualTo(ApiKey.of(Access.ADMIN, "a-long-secret"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "short",
        "read:short",
        "reed:topsecret",
        "Read:topsecret",
        "top:secret",
        "open:topsecret",
        "sha256:topsecret",
        "read:sha256:topsecret",
        "read:",
        ""
      })
  void whatIsRefusedIsNotEchoed(String text) {
    assertThatThrownBy(() -> ApiKey.parse(text))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageStartingWith("api-keys: ")
        .hasMessageContaining("expected: ")
        .hasMessageNotContaining("secret")
        .hasMessageNotContaining("short")
        .hasMessageNotContaining("reed");
  }

  @Test
  void neitherKeyNorHashIsShown() {
    assertThat(ApiKey.parse("write:a-long-secret")).hasToString("write:***");
    assertThat(ApiKey.parse("sha256:" + HASH)).hasToString("admin:***");
  }
}
