package dev.pictor.follow;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Which server is followed and how.
///
/// @param key with which it lets read; empty for none
/// @param authorities PEM file of those who vouch for its certificate; empty for those of the JDK
/// @param interval between two looks at it
public record FollowSettings(
    URI leader, String key, Optional<Path> authorities, Duration interval) {

  /// The key stays secret.
  @Override
  public String toString() {
    return "FollowSettings[leader=%s, key=%s, interval=%s]"
        .formatted(leader, key.isEmpty() ? "none" : "***", interval);
  }
}
