package dev.pictor.models;

import java.io.IOException;
import java.io.Serial;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// A failure on the way to a hub that may be over at the next try.
final class TransientFault extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Optional<Duration> retryAfter;

  TransientFault(String message) {
    this(message, Optional.empty());
  }

  /// @param retryAfter the pause that the server asks for
  TransientFault(String message, Optional<Duration> retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  private TransientFault(String message, IOException cause) {
    super(message, cause);
    this.retryAfter = Optional.empty();
  }

  static TransientFault of(IOException cause) {
    return new TransientFault(sentence(cause), cause);
  }

  Optional<Duration> retryAfter() {
    return retryAfter;
  }

  private static String sentence(IOException failed) {
    if (causedBy(failed, UnresolvedAddressException.class)) {
      return "the host is unknown";
    }
    String message = failed.getMessage();
    return switch (failed) {
      case HttpConnectTimeoutException _ -> "no connection in time";
      case HttpTimeoutException _ -> "no answer in time";
      case ConnectException _ -> "no connection: " + (message == null ? "refused" : message);
      case SSLException _ -> "no secure connection: " + message;
      default -> message == null ? failed.getClass().getSimpleName() : message;
    };
  }

  private static boolean causedBy(Throwable failure, Class<?> kind) {
    for (@Nullable Throwable each = failure; each != null; each = each.getCause()) {
      if (kind.isInstance(each)) {
        return true;
      }
    }
    return false;
  }
}
