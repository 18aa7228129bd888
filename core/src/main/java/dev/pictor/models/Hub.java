package dev.pictor.models;

import dev.pictor.error.InvalidRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Where models come from: a hub such as Hugging Face, a server that holds the same files, or a
/// folder. Thread-safe.
public final class Hub {

  /// The hub when nobody names another one.
  public static final URI DEFAULT_BASE = URI.create("https://huggingface.co");

  private final HubSource source;

  Hub(HubSource source) {
    this.source = source;
  }

  /// The hub that `HF_ENDPOINT` names, with the token in `HF_TOKEN`.
  ///
  /// @param environment of the process
  /// @throws InvalidRequest when `HF_ENDPOINT` is no address
  public static Hub of(Map<String, String> environment) {
    String endpoint = environment.getOrDefault("HF_ENDPOINT", "").strip();
    URI base = endpoint.isEmpty() ? DEFAULT_BASE : address("HF_ENDPOINT", endpoint);
    return new Hub(new RemoteSource(HubSettings.of(base, token(environment), false)));
  }

  /// Another place instead of the hub.
  ///
  /// @param from the address of a server that behaves as a hub, or holds the files under the
  ///   repositories' names; or a folder with the files
  /// @throws InvalidRequest when it is neither an address nor a folder
  public static Hub of(Map<String, String> environment, String from) {
    if (from.startsWith("http://") || from.startsWith("https://")) {
      return new Hub(
          new RemoteSource(HubSettings.of(address("from", from), token(environment), true)));
    }
    Path folder = Path.of(from);
    if (!Files.isDirectory(folder)) {
      throw new InvalidRequest(
          "from: %s (expected: an address that starts with https://, or a folder)".formatted(from));
    }
    return new Hub(new FolderSource(folder));
  }

  /// The place for people: an address or a folder.
  public String place() {
    return source.place();
  }

  HubSource source() {
    return source;
  }

  private static String token(Map<String, String> environment) {
    String token = environment.getOrDefault("HF_TOKEN", "").strip();
    if (!token.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new InvalidRequest(
          "HF_TOKEN: not a token (expected: letters, digits and signs without blanks)");
    }
    return token;
  }

  private static URI address(String name, String text) {
    try {
      URI address = new URI(text);
      if (address.getHost() != null && address.getScheme().matches("https?")) {
        return address;
      }
    } catch (URISyntaxException e) {
      throw notAnAddress(name, text);
    }
    throw notAnAddress(name, text);
  }

  private static InvalidRequest notAnAddress(String name, String text) {
    return new InvalidRequest(
        "%s: %s (expected: an address such as %s)".formatted(name, text, DEFAULT_BASE));
  }
}
