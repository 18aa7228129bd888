package dev.pictor.http;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/// The API keys that the operator configured; without any, every request passes. Keeps digests only
/// and compares in constant time. Thread-safe.
public final class ApiKeys {

  private final List<ApiKey> keys;

  public ApiKeys(List<ApiKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /// @throws HttpFailure 401 without a key that is known, 403 when none of its holder's keys goes
  ///   as far as `needed`
  void require(Call call, KeySource source, Access needed) throws IOException {
    if (keys.isEmpty() || needed == Access.OPEN) {
      return;
    }
    List<String> candidates = source.candidates(call);
    Access given =
        candidates.stream().map(this::scopeOf).max(Comparator.naturalOrder()).orElse(Access.OPEN);
    if (given == Access.OPEN) {
      throw HttpFailure.unauthorized(
          candidates.isEmpty()
              ? "API key: missing (expected: header \"Authorization: Bearer KEY\" or \"X-API-Key: KEY\")"
              : "API key: not one of the configured keys");
    }
    if (!given.includes(needed)) {
      throw HttpFailure.forbidden(given, needed);
    }
  }

  private Access scopeOf(String candidate) {
    byte[] digest = ApiKey.digest(candidate);
    Access scope = Access.OPEN;
    for (ApiKey each : keys) {
      if (each.has(digest) && each.scope().includes(scope)) {
        scope = each.scope();
      }
    }
    return scope;
  }
}
