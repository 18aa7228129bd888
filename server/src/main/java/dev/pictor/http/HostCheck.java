package dev.pictor.http;

import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Guards a server that is bound to loopback and has no API keys against pages that reach it under
/// a name of their own (DNS rebinding): the `Host` of a request must be a loopback name or the host
/// of an allowed origin. Immutable.
public final class HostCheck {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final boolean active;
  private final Set<String> hosts;

  private HostCheck(boolean active, Set<String> hosts) {
    this.active = active;
    this.hosts = hosts;
  }

  public static HostCheck off() {
    return new HostCheck(false, Set.of());
  }

  /// @param origins whose hosts are let in as well; `*` switches the check off
  public static HostCheck loopbackAnd(List<String> origins) {
    return new HostCheck(
        !origins.contains("*"),
        origins.stream()
            .map(origin -> withoutPort(origin.replaceFirst("^[a-z]+://", "")))
            .collect(java.util.stream.Collectors.toUnmodifiableSet()));
  }

  /// @throws HttpFailure 421
  void require(Call call) {
    if (!active) {
      return;
    }
    String host = withoutPort(call.header("Host").orElse("localhost"));
    if (!LOOPBACK.contains(host) && !host.endsWith(".localhost") && !hosts.contains(host)) {
      throw new HttpFailure(
          421,
          Diagnosis.of(ErrorCode.HOST_REFUSED).with("host", host),
          "host: "
              + host
              + " (expected: localhost or 127.0.0.1). Set allow-origins to the address that people"
              + " open, or set an API key.");
    }
  }

  private static String withoutPort(String host) {
    return host.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]*$", "");
  }
}
