package dev.pictor.server;

import dev.pictor.error.InvalidRequest;
import java.net.URI;
import java.net.URISyntaxException;

/// Reads settings that are addresses of other services. Stateless.
final class ServiceAddress {

  private ServiceAddress() {}

  /// @param example what the message offers
  /// @throws InvalidRequest naming the setting, when it is no address, or tells a secret
  static URI of(String setting, String text, String example) {
    try {
      URI uri = new URI(text);
      if (uri.getHost() != null
          && uri.getRawUserInfo() == null // it would be shown
          && uri.getRawQuery() == null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new InvalidRequest(wrong(setting, text, example), e);
    }
    throw new InvalidRequest(wrong(setting, text, example));
  }

  // What stands in front of an @ may be a secret.
  private static String wrong(String setting, String text, String example) {
    return "%s: %s (expected: an address without name and key, such as %s)"
        .formatted(setting, text.replaceAll("//.*@", "//***@"), example);
  }
}
