package dev.pictor.server;

import dev.pictor.error.InvalidRequest;
import dev.pictor.follow.FollowSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The settings of a server that follows another, as they were given, one by one. Immutable.
///
/// @param url empty for none
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
record FollowerSettings(String url, String key, Optional<Path> authorities, Duration interval) {

  static FollowerSettings none() {
    return new FollowerSettings("", "", Optional.empty(), Duration.ofSeconds(1));
  }

  FollowerSettings withUrl(String value) {
    return new FollowerSettings(value, key, authorities, interval);
  }

  FollowerSettings withKey(String value) {
    return new FollowerSettings(url, value, authorities, interval);
  }

  FollowerSettings withAuthorities(Optional<Path> value) {
    return new FollowerSettings(url, key, value, interval);
  }

  FollowerSettings withInterval(Duration value) {
    return new FollowerSettings(url, key, authorities, value);
  }

  /// @throws InvalidRequest naming the setting that is missing or wrong
  Optional<FollowSettings> follow() {
    if (interval.isNegative() || interval.isZero()) {
      throw new InvalidRequest("follow-interval: " + interval + " (expected: more than 0)");
    }
    if (url.isEmpty()) {
      if (!key.isEmpty() || authorities.isPresent()) {
        throw new InvalidRequest(
            "follow: none, but %s is set (expected: the address of the server to follow)"
                .formatted(key.isEmpty() ? "follow-ca" : "follow-key"));
      }
      return Optional.empty();
    }
    if (!key.chars().allMatch(each -> each > ' ' && each < 127)) {
      throw new InvalidRequest("follow-key: *** (expected: letters, digits and signs of ASCII)");
    }
    return Optional.of(new FollowSettings(address(), key, authorities, interval));
  }

  private URI address() {
    return ServiceAddress.of("follow", url, "http://leader:9001");
  }
}
