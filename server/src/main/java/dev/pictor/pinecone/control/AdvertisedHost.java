package dev.pictor.pinecone.control;

import dev.pictor.http.Call;

/// Where a client is told to find an index: the name under which it reached the control plane, with
/// the index's port. Immutable.
///
/// Java's client puts `http://` before what it is told and wants it bare; all others would choose
/// TLS unless they are told `http://`.
///
/// @param configured name that the operator wants told instead; empty for none
record AdvertisedHost(String configured) {

  String of(Call call, int port) {
    String agent = call.header("User-Agent").orElse("");
    return (agent.contains("lang=java") ? "" : "http://") + name(call) + ":" + port;
  }

  private String name(Call call) {
    return configured.isEmpty()
        ? call.header("Host").orElse("127.0.0.1").replaceFirst(":[0-9]*$", "")
        : configured;
  }
}
