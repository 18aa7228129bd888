package dev.pictor.http;

import io.helidon.http.Status;

/// Reason phrases of status codes.
final class Statuses {

  private Statuses() {}

  static String phrase(int status) {
    return switch (status) {
      case 413 -> "Content Too Large";
      case 421 -> "Misdirected Request";
      case 422 -> "Unprocessable Content";
      case 429 -> "Too Many Requests";
      case 499 -> "Client Closed Request";
      default -> Status.create(status).reasonPhrase();
    };
  }
}
