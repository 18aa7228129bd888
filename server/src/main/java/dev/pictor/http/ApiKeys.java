package dev.pictor.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/// The API keys that the operator configured; without any, every request passes. Keeps digests only
/// and compares in constant time. Thread-safe.
public final class ApiKeys {

  private final List<byte[]> digests;

  public ApiKeys(List<String> keys) {
    this.digests = keys.stream().map(ApiKeys::digest).toList();
  }

  /// @throws HttpFailure 401
  void require(Call call, KeySource source) throws IOException {
    if (digests.isEmpty()) {
      return;
    }
    List<String> candidates = source.candidates(call);
    boolean known = false;
    for (String candidate : candidates) {
      known |= knows(candidate);
    }
    if (!known) {
      throw HttpFailure.unauthorized(
          candidates.isEmpty()
              ? "API key: missing (expected: header \"Authorization: Bearer KEY\" or \"X-API-Key: KEY\")"
              : "API key: not one of the configured keys");
    }
  }

  private boolean knows(String candidate) {
    byte[] digest = digest(candidate);
    boolean known = false;
    for (byte[] each : digests) {
      known |= MessageDigest.isEqual(each, digest);
    }
    return known;
  }

  private static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
