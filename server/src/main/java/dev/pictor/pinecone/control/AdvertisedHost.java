package dev.pictor.pinecone.control;

import dev.pictor.http.Call;

/// Where a client is told to find an index: the name under which it reached the control plane, with
/// the index's port. Immutable.
///
/// All clients choose TLS for a bare name. Without TLS, Java's client puts `http://` before what it
/// is told and wants it bare; all others must be told `http://`.
///
/// @param configured name that the operator wants told instead; empty for none
/// @param encrypted whether the ports speak TLS
public record AdvertisedHost(String configured, boolean encrypted) {

  String of(Call call, int port) {
    boolean bare = encrypted || call.header("User-Agent").orElse("").contains("lang=java");
    return (bare ? "" : "http://") + name(call) + ":" + port;
  }

  private String name(Call call) {
    return configured.isEmpty()
        ? call.header("Host").orElse("127.0.0.1").replaceFirst(":[0-9]*$", "")
        : configured;
  }
}
