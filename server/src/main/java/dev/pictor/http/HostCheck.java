package dev.pictor.http;

import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Guards a server that is bound to loopback and has no API keys against pages of others. What
/// reaches it under a name of its own (DNS rebinding) is refused: the host of a request must be a
/// loopback name, the host of an allowed origin, or a name of the operator's. So is what a page of
/// another origin sends to change something. Immutable.
public final class HostCheck {

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final boolean active;
  private final Set<String> hosts;
  private final String domain;

  private HostCheck(boolean active, Set<String> hosts, String domain) {
    this.active = active;
    this.hosts = hosts;
    this.domain = domain;
  }

  public static HostCheck off() {
    return new HostCheck(false, Set.of(), "");
  }

  /// @param origins whose hosts are let in as well; `*` switches the check off
  /// @param domain let in with all names below it; empty for none
  public static HostCheck loopbackAnd(List<String> origins, String domain) {
    return new HostCheck(
        !origins.contains("*"),
        origins.stream().map(HostCheck::hostOf).collect(Collectors.toUnmodifiableSet()),
        hostOf(domain));
  }

  private static String hostOf(String origin) {
    return withoutPort(origin.replaceFirst("^[a-z]+://", ""));
  }

  /// @throws HttpFailure 421
  void require(Call call) {
    if (!active) {
      return;
    }
    String host = withoutPort(call.host());
    if (!LOOPBACK.contains(host) && !host.endsWith(".localhost") && !isConfigured(host)) {
      throw new HttpFailure(
          421,
          Diagnosis.of(ErrorCode.HOST_REFUSED).with("host", host),
          "host: "
              + host
              + " (expected: localhost or 127.0.0.1). Set allow-origins to the address that people"
              + " open, or set an API key.");
    }
  }

  /// Whoever visits a page of another origin would otherwise lend it his own server: a browser
  /// sends a form's request without asking first, and needs no key here.
  ///
  /// @param cors says which pages may
  /// @throws HttpFailure 403
  void requirePage(Call call, Cors cors) {
    Optional<String> origin = call.header("Origin");
    if (!active || origin.isEmpty() || SAFE.contains(call.method())) {
      return;
    }
    boolean own = origin.get().replaceFirst("^https?://", "").equalsIgnoreCase(call.host());
    if (!own && !cors.admits(origin.get())) {
      throw new HttpFailure(
          403,
          Diagnosis.of(ErrorCode.HOST_REFUSED).with("host", origin.get()),
          "origin: "
              + origin.get()
              + " (expected: a page of this server). Set allow-origins to the address of the page.");
    }
  }

  private boolean isConfigured(String host) {
    boolean below = !domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain));
    return below || hosts.contains(host);
  }

  private static String withoutPort(String host) {
    return host.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]*$", "");
  }
}
