package dev.pictor.http;

import java.time.Duration;

/// Told of every answered request, for metrics. Thread-safe and quick.
@FunctionalInterface
public interface RequestObserver {
  /// @param route pattern of the route, such as `/api/v1/collections/{name}`; `unmatched` for none
  void answered(String method, String route, int status, Duration duration);
}
