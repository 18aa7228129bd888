package dev.pictor.http;

import java.io.IOException;

/// Answers one kind of request, on a virtual thread of its own. Thread-safe.
@FunctionalInterface
public interface Handler {
  /// @throws dev.pictor.error.ServiceException formatted by the [ErrorFormat] of the route's group
  /// @throws HttpFailure likewise, for what only HTTP knows (413, 415, 422 …)
  /// @throws IOException when the connection breaks
  Reply handle(Call call) throws IOException;
}
