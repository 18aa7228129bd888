package dev.pictor.pinecone.control;

import dev.pictor.http.Call;

/// Where a client is told to find an index: the name under which it reached the control plane, with
/// the index's port. Immutable.
///
/// All clients choose TLS for a bare name. Without TLS, Java's client puts `http://` before what it
/// is told and wants it bare; all others must be told `http://`.
///
/// @param configured what the operator wants told instead: a name, a name with the port of a proxy,
///   or either behind `https://` for a proxy that speaks TLS; empty for none
/// @param encrypted whether the ports speak TLS
/// @param virtual whether indexes share a port, and are told apart by a label before the name
public record AdvertisedHost(String configured, boolean encrypted, boolean virtual) {

  private static final String HTTPS = "https://";

  String of(Call call, String index, int port) {
    boolean bare =
        encrypted
            || configured.startsWith(HTTPS)
            || call.header("User-Agent").orElse("").contains("lang=java");
    String name = configured.isEmpty() ? reached(call) : configured.replaceFirst(HTTPS, "");
    return (bare ? "" : "http://")
        + (virtual ? index + "." : "")
        + name
        + (name.matches(".*:[0-9]+") ? "" : ":" + port);
  }

  /// The name under which the client came; below an address there are no names.
  private String reached(Call call) {
    String name = call.host().replaceFirst(":[0-9]*$", "");
    return virtual && name.matches("[0-9.]+|\\[.*]") ? "localhost" : name;
  }
}
