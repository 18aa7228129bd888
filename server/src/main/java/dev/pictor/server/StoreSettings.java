package dev.pictor.server;

import dev.pictor.error.InvalidRequest;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The settings of the store as they were given, one by one; what they mean together is [#checked].
/// Immutable.
///
/// @param engine where collections are kept
/// @param urls of the engine's service; empty for its usual one
/// @param user empty for none
/// @param password empty for none
/// @param key empty for none
/// @param ca file of certificates, in PEM, that vouch for the service instead of those of the JDK
/// @param region where new collections are made, `CLOUD/REGION`; empty for the usual one
/// @param prefix of the names of all that belongs to this store in a cluster; empty for the usual
///   one
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record StoreSettings(
    Engine engine,
    List<String> urls,
    String user,
    String password,
    String key,
    Optional<Path> ca,
    String region,
    String prefix) {

  /// Where collections are kept.
  public enum Engine {
    /// In the data folder.
    LUCENE,
    /// In an OpenSearch cluster.
    OPENSEARCH,
    /// By a service that speaks Pinecone's protocol.
    PINECONE;

    /// As settings and addresses write it.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// All words, for messages.
    public static String words() {
      return Stream.of(values()).map(Engine::word).collect(Collectors.joining(", "));
    }

    /// The engine of this word, in whatever case.
    public static Optional<Engine> ofWord(String word) {
      return Stream.of(values()).filter(each -> each.word().equalsIgnoreCase(word)).findFirst();
    }
  }

  private static final String PINECONE = "https://api.pinecone.io";
  private static final String USUAL_REGION = "aws/us-east-1";

  public StoreSettings {
    urls = List.copyOf(urls);
  }

  /// Collections in the data folder.
  public static StoreSettings none() {
    return of(Engine.LUCENE);
  }

  /// With nothing said but the engine.
  public static StoreSettings of(Engine engine) {
    return new StoreSettings(engine, List.of(), "", "", "", Optional.empty(), "", "");
  }

  StoreSettings withEngine(Engine value) {
    return new StoreSettings(value, urls, user, password, key, ca, region, prefix);
  }

  /// At other addresses.
  public StoreSettings withUrls(List<String> value) {
    return new StoreSettings(engine, value, user, password, key, ca, region, prefix);
  }

  StoreSettings withUser(String value) {
    return new StoreSettings(engine, urls, value, password, key, ca, region, prefix);
  }

  StoreSettings withPassword(String value) {
    return new StoreSettings(engine, urls, user, value, key, ca, region, prefix);
  }

  StoreSettings withKey(String value) {
    return new StoreSettings(engine, urls, user, password, value, ca, region, prefix);
  }

  StoreSettings withCa(Optional<Path> value) {
    return new StoreSettings(engine, urls, user, password, key, value, region, prefix);
  }

  StoreSettings withRegion(String value) {
    return new StoreSettings(engine, urls, user, password, key, ca, value, prefix);
  }

  /// With other names in a cluster.
  public StoreSettings withPrefix(String value) {
    return new StoreSettings(engine, urls, user, password, key, ca, region, value);
  }

  /// Valid as a whole, with what was left out filled in.
  ///
  /// @throws InvalidRequest naming the setting that is missing, wrong or of another engine
  public StoreSettings checked() {
    urls.forEach(StoreSettings::address);
    return switch (engine) {
      case LUCENE -> checkedLucene();
      case OPENSEARCH -> checkedOpenSearch();
      case PINECONE -> checkedPinecone();
    };
  }

  private StoreSettings checkedLucene() {
    Stream.of(
            urls.isEmpty() ? "" : "store-url",
            user.isEmpty() ? "" : "store-user",
            password.isEmpty() ? "" : "store-password",
            key.isEmpty() ? "" : "store-key",
            ca.isEmpty() ? "" : "store-ca",
            region.isEmpty() ? "" : "store-region",
            prefix.isEmpty() ? "" : "store-prefix")
        .filter(each -> !each.isEmpty())
        .findFirst()
        .ifPresent(
            set -> {
              throw new InvalidRequest(
                  "store: lucene, but %s is set (expected: the engine that it is for, of %s). Set store, or leave %s out."
                      .formatted(set, Engine.words(), set));
            });
    return this;
  }

  private StoreSettings checkedOpenSearch() {
    refuse("store-key", key.isEmpty(), "none; set store-user and store-password instead");
    refuse("store-region", region.isEmpty(), "none; a cluster is where it is");
    if (urls.isEmpty()) {
      throw new InvalidRequest(
          "store-url: none (expected: the address of one or more nodes, such as http://localhost:9200). Set store-url.");
    }
    if (user.isEmpty() != password.isEmpty()) {
      throw new InvalidRequest(
          "%s: none (expected: store-user and store-password, or neither). The password comes from PICTOR_STORE_PASSWORD."
              .formatted(user.isEmpty() ? "store-user" : "store-password"));
    }
    boolean open = false;
    for (String each : urls) {
      URI url = address(each);
      requirePath(url);
      open |= "http".equals(url.getScheme());
      if (open && !password.isEmpty() && !staysHere(url)) {
        throw new InvalidRequest(
            "store-url: %s would carry store-password in the clear (expected: https, or an address of this machine). Give the nodes certificates."
                .formatted(url));
      }
    }
    requireCa(open);
    return this;
  }

  private StoreSettings checkedPinecone() {
    refuse("store-prefix", prefix.isEmpty(), "none; an account has one list of indexes");
    refuse("store-user", user.isEmpty(), "none; Pinecone asks for a key. Set store-key instead");
    refuse(
        "store-password",
        password.isEmpty(),
        "none; Pinecone asks for a key. Set store-key instead");
    if (urls.size() > 1) {
      throw new InvalidRequest(
          "store-url: %s (expected: one address, that of Pinecone's control plane)"
              .formatted(urls));
    }
    URI url = address(urls.isEmpty() ? PINECONE : urls.getFirst());
    requirePath(url);
    requireAscii("store-key", key);
    if (key.isEmpty() && urls.isEmpty()) {
      throw new InvalidRequest(
          "store-key: none (expected: a key of Pinecone, or store-url with the address of another service). Set PICTOR_STORE_KEY.");
    }
    boolean open = "http".equals(url.getScheme());
    if (open && !key.isEmpty() && !staysHere(url)) {
      throw new InvalidRequest(
          "store-url: %s would carry store-key in the clear (expected: https, or an address of this machine). Give that service a certificate, or a tunnel to it."
              .formatted(url));
    }
    requireCa(open);
    if (!region.isEmpty() && !region.matches("[a-z0-9-]+/[a-z0-9-]+")) {
      throw new InvalidRequest(
          "store-region: %s (expected: cloud and region, such as %s)"
              .formatted(region, USUAL_REGION));
    }
    return withUrls(List.of(url.toString())).withRegion(region.isEmpty() ? USUAL_REGION : region);
  }

  /// Whether what is sent to the address stays on this machine.
  private static boolean staysHere(URI url) {
    try {
      return InetAddress.getByName(url.getHost()).isLoopbackAddress();
    } catch (UnknownHostException notFoundYet) {
      return false;
    }
  }

  private void requireCa(boolean open) {
    ca.ifPresent(
        file -> {
          if (open) {
            throw new InvalidRequest(
                "store-ca: %s, but store-url is http (expected: https). Write https, or leave store-ca out."
                    .formatted(file));
          }
          if (!Files.isReadable(file)) {
            throw new InvalidRequest(
                "store-ca: %s (expected: a file of certificates in PEM that can be read)"
                    .formatted(file));
          }
        });
  }

  private static void refuse(String setting, boolean holds, String expected) {
    if (!holds) {
      throw new InvalidRequest("%s: *** (expected: %s)".formatted(setting, expected));
    }
  }

  private static void requireAscii(String setting, String secret) {
    if (!secret.chars().allMatch(each -> each > ' ' && each < 127)) {
      throw new InvalidRequest(
          setting + ": *** (expected: letters, digits and signs of ASCII, without blanks)");
    }
  }

  private static void requirePath(URI url) {
    if (!url.getRawPath().isEmpty() && !url.getRawPath().equals("/")) {
      throw new InvalidRequest(
          "store-url: %s (expected: scheme, host and port alone, such as %s or http://localhost:5080)"
              .formatted(url, PINECONE));
    }
  }

  /// @throws InvalidRequest when it is no address, or tells a secret
  private static URI address(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getHost() != null
          && uri.getRawUserInfo() == null // it would be shown
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new InvalidRequest(wrongAddress(text), e);
    }
    throw new InvalidRequest(wrongAddress(text));
  }

  // What stands in front of an @ may be a secret.
  private static String wrongAddress(String text) {
    return "store-url: %s (expected: an address without name and key, such as http://localhost:5080). Credentials go to store-key, or store-user and store-password."
        .formatted(text.replaceAll("//.*@", "//***@"));
  }

  /// Secrets are masked.
  @Override
  public String toString() {
    return "StoreSettings[engine=%s, urls=%s, user=%s, password=%s, key=%s, ca=%s, region=%s, prefix=%s]"
        .formatted(engine.word(), urls, user, masked(password), masked(key), ca, region, prefix);
  }

  private static String masked(String secret) {
    return secret.isEmpty() ? "" : "***";
  }
}
