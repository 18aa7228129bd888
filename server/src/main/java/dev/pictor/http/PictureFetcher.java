package dev.pictor.http;

import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.FetchedPicture.Fetched;
import dev.pictor.http.FetchedPicture.Refusal;
import dev.pictor.http.FetchedPicture.Refused;
import dev.pictor.image.PictureFormat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;

/// Fetches pictures that callers name by URL, without becoming their way into the operator's
/// network. Thread-safe; callers wait.
///
/// `http` and `https` to addresses of the public internet only. A name is resolved once, **all**
/// its addresses must be public, and the connection goes to one of those; each redirect starts
/// over. Time, bytes and redirects are limited, proxies are not used, and the content decides what
/// a picture is, not the `Content-Type`.
public final class PictureFetcher {

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final boolean enabled;
  private final FetchLimits limits;
  private final Network network;

  /// How names become addresses.
  @FunctionalInterface
  interface NameResolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /// The outside world: which addresses may be called, who tells them, and whose certificates
  /// count.
  record Network(AddressPolicy policy, NameResolver resolver, SSLSocketFactory tls) {

    /// The public internet with the JDK's own trust.
    static Network open() {
      return new Network(
          AddressPolicy.publicOnly(),
          InetAddress::getAllByName,
          (SSLSocketFactory) SSLSocketFactory.getDefault());
    }
  }

  /// @param enabled false refuses every URL
  public PictureFetcher(boolean enabled, FetchLimits limits) {
    this(enabled, limits, Network.open());
  }

  PictureFetcher(boolean enabled, FetchLimits limits, Network network) {
    this.enabled = enabled;
    this.limits = limits;
    this.network = network;
  }

  /// The encoded picture behind `url`.
  ///
  /// @throws InvalidRequest with the message of [Refused]
  public byte[] bytes(String url) {
    return switch (fetch(url)) {
      case Fetched fetched -> fetched.bytes();
      case Refused refused ->
          throw new InvalidRequest(Diagnosis.of(ErrorCode.ADDRESS_REFUSED), refused.message());
    };
  }

  /// Fetches `url`, or says why not.
  public FetchedPicture fetch(String url) {
    if (!enabled) {
      return new Refused(
          Refusal.SWITCHED_OFF,
          "picture URL: pictures by URL are switched off (expected: the picture itself as base64,"
              + " or `url-images: true` in the server's configuration)");
    }
    try {
      return follow(url);
    } catch (Refusing e) {
      return new Refused(e.refusal, "picture URL " + abbreviated(url) + ": " + e.getMessage());
    } catch (IOException e) {
      return new Refused(
          Refusal.UNREACHABLE,
          "picture URL " + abbreviated(url) + ": cannot be fetched, " + e.getMessage());
    }
  }

  private FetchedPicture follow(String url) throws IOException, Refusing {
    long deadlineNanos = System.nanoTime() + limits.total().toNanos();
    URI uri = parse(url);
    for (int hop = 0; hop <= limits.maxRedirects(); hop++) {
      InetAddress address = checkedAddress(uri);
      try (PinnedGet answer =
          PinnedGet.open(uri, address, network.tls(), limits.silence(), deadlineNanos)) {
        if (!REDIRECTS.contains(answer.status())) {
          return picture(answer);
        }
        uri = parse(target(uri, answer));
      }
    }
    throw new Refusing(Refusal.UNREACHABLE, "more than " + limits.maxRedirects() + " redirects");
  }

  private static String target(URI from, PinnedGet answer) throws Refusing {
    try {
      return from.resolve(new URI(answer.header("location"))).toString();
    } catch (URISyntaxException e) {
      throw new Refusing(Refusal.UNREACHABLE, "redirects to what is not a URL");
    }
  }

  private FetchedPicture picture(PinnedGet answer) throws IOException, Refusing {
    if (answer.status() != 200) {
      throw new Refusing(Refusal.UNREACHABLE, "the server answers " + answer.status());
    }
    byte[] body = answer.body(limits.maxBytes());
    if (PictureFormat.detect(body).isEmpty()) {
      throw new Refusing(
          Refusal.NOT_A_PICTURE,
          "is not a picture (expected: one of " + List.of(PictureFormat.values()) + ")");
    }
    return new Fetched(body);
  }

  private static URI parse(String url) throws Refusing {
    URI uri;
    try {
      uri = new URI(url.strip());
    } catch (URISyntaxException e) {
      throw new Refusing(Refusal.INVALID_URL, "is not a URL (expected: https://host/path)");
    }
    if (uri.getScheme() == null) {
      throw new Refusing(Refusal.INVALID_URL, "has no scheme (expected: https://host/path)");
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new Refusing(Refusal.SCHEME, "scheme " + scheme + " (expected: https or http)");
    }
    if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65_535) {
      throw new Refusing(
          Refusal.INVALID_URL, "has no valid host and port (expected: https://host/path)");
    }
    if (uri.getRawUserInfo() != null) {
      throw new Refusing(
          Refusal.INVALID_URL, "carries a user name (expected: a picture anyone may fetch)");
    }
    return uri;
  }

  /// One address of the host after all of them passed the policy.
  private InetAddress checkedAddress(URI uri) throws UnknownHostException, Refusing {
    HostName host = HostName.of(uri.getHost());
    if (host.isBare()) {
      throw new Refusing(
          Refusal.HOST, "host " + uri.getHost() + " (expected: a public name with a dot)");
    }
    InetAddress[] addresses = network.resolver().resolve(host.name());
    for (InetAddress address : addresses) {
      if (!network.policy().admits(address)) {
        // The address of a name is not told: it would map the operator's network for callers.
        throw new Refusing(
            host.isAddress() ? Refusal.HOST : Refusal.ADDRESS,
            "host "
                + uri.getHost()
                + " is not on the public internet (expected: a public address)");
      }
    }
    return addresses[0];
  }

  private static String abbreviated(String url) {
    return url.length() <= 200 ? url : url.substring(0, 200) + "…";
  }

  /// A fetch that ends without a picture.
  private static final class Refusing extends Exception {

    private final Refusal refusal;

    Refusing(Refusal refusal, String message) {
      super(message);
      this.refusal = refusal;
    }
  }
}
