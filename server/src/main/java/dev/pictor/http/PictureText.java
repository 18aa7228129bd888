package dev.pictor.http;

import dev.pictor.error.InvalidRequest;
import java.util.Base64;
import java.util.Locale;

/// Pictures written as text: base64 (standard or URL alphabet, padding optional, line breaks
/// allowed), bare or as `data:…;base64,…`.
public final class PictureText {

  private PictureText() {}

  public static boolean isDataUrl(String value) {
    return value.regionMatches(true, 0, "data:", 0, 5);
  }

  /// An address that a picture can be fetched from.
  public static boolean isAddress(String value) {
    String start = value.substring(0, Math.min(value.length(), 8)).toLowerCase(Locale.ROOT);
    return start.startsWith("http://") || start.startsWith("https://");
  }

  /// @param name of the field, for messages
  /// @throws InvalidRequest when nothing is left or it is not base64
  public static byte[] decode(String value, String name) {
    String encoded = value;
    if (isDataUrl(value)) {
      int comma = value.indexOf(',');
      if (comma < 0 || !value.substring(0, comma).toLowerCase(Locale.ROOT).endsWith(";base64")) {
        throw new InvalidRequest(
            name + ": a data address without base64 (expected: data:image/…;base64,…)");
      }
      encoded = value.substring(comma + 1);
    }
    byte[] bytes = decodeBase64(encoded, name);
    if (bytes.length == 0) {
      throw new InvalidRequest(name + ": empty (expected: base64 of a picture file)");
    }
    return bytes;
  }

  private static byte[] decodeBase64(String encoded, String name) {
    String plain = encoded;
    if (encoded.indexOf('-') >= 0 || encoded.indexOf('_') >= 0) {
      plain = encoded.replace('-', '+').replace('_', '/');
    }
    try {
      return Base64.getDecoder().decode(plain);
    } catch (IllegalArgumentException e) {
      if (plain.chars().anyMatch(Character::isWhitespace)) {
        return decodeBase64(plain.replaceAll("\\s", ""), name);
      }
      throw new InvalidRequest(
          name + ": not base64, " + e.getMessage() + " (expected: base64 of a picture file)", e);
    }
  }
}
