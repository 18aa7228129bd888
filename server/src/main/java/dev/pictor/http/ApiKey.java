package dev.pictor.http;

import dev.pictor.error.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/// One key that the operator configured: what it allows, and its SHA-256. The key itself is
/// forgotten as soon as it was read. Immutable.
///
/// @param scope never [Access#OPEN]
/// @param sha256 of its UTF-8 bytes, in lower-case hexadecimal digits
public record ApiKey(Access scope, String sha256) {

  private static final int MIN_KEY_LENGTH = 8;
  private static final String HASHED = "sha256:";
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  public ApiKey {
    if (scope == Access.OPEN) {
      throw new IllegalArgumentException("scope: open (expected: that of a key)");
    }
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException("sha256 (expected: 64 lower-case hexadecimal digits)");
    }
  }

  /// A key as it is sent, of any length.
  public static ApiKey of(Access scope, String key) {
    return new ApiKey(scope, HexFormat.of().formatHex(digest(key)));
  }

  /// Reads `KEY`, `sha256:HEX`, or either behind `read:`, `write:` or `admin:`; without a scope it
  /// is `admin`.
  ///
  /// @throws InvalidRequest telling what is wrong, but nothing of the key
  public static ApiKey parse(String text) {
    int colon = text.indexOf(':');
    Access scope =
        colon < 0 ? Access.ADMIN : Access.ofScope(text.substring(0, colon)).orElse(Access.OPEN);
    if (scope != Access.OPEN) {
      return unscoped(scope, text.substring(colon + 1).strip());
    }
    // Taken for a key, a mistyped scope would be one that nobody knows of.
    if (!text.startsWith(HASHED)) {
      throw new InvalidRequest(
          "api-keys: one has a colon behind no scope (expected: read:, write: or admin: in front of"
              + " it, also of a key that has a colon of its own)");
    }
    return unscoped(Access.ADMIN, text);
  }

  private static ApiKey unscoped(Access scope, String text) {
    if (text.startsWith(HASHED)) {
      String hash = text.substring(HASHED.length()).strip().toLowerCase(Locale.ROOT);
      if (!SHA256.matcher(hash).matches()) {
        throw new InvalidRequest(
            "api-keys: the sha256 of one has %d characters (expected: 64 hexadecimal digits). `printf %%s KEY | sha256sum` prints them."
                .formatted(hash.length()));
      }
      return new ApiKey(scope, hash);
    }
    if (text.length() < MIN_KEY_LENGTH) {
      throw new InvalidRequest(
          "api-keys: one has %d characters (expected: at least %d)"
              .formatted(text.length(), MIN_KEY_LENGTH));
    }
    return of(scope, text);
  }

  /// Takes the same time whatever `digest` is.
  boolean has(byte[] digest) {
    return MessageDigest.isEqual(HexFormat.of().parseHex(sha256), digest);
  }

  static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Masked: a hash can be searched for its key.
  @Override
  public String toString() {
    return scope.word() + ":***";
  }
}
