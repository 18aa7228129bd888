package dev.pictor.models;

import java.net.URI;
import java.time.Duration;

/// How a hub is talked to.
///
/// @param base its address; files lie under `{base}/{repository}/resolve/{revision}/{path}`
/// @param token of the user, empty for none; sent to `base` alone
/// @param mirror whether it may also be a plain file server, with files under the repository's name
///   or right under `base`
/// @param connect longest wait for a connection
/// @param stall longest wait for an answer, and for the next bytes of a file
/// @param pause before the second try of a request; it doubles before each further one
/// @param retries of a request that brings nothing new
record HubSettings(
    URI base,
    String token,
    boolean mirror,
    Duration connect,
    Duration stall,
    Duration pause,
    int retries) {

  static HubSettings of(URI base, String token, boolean mirror) {
    return new HubSettings(
        base,
        token,
        mirror,
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        Duration.ofMillis(500),
        4);
  }
}
