package dev.pictor.pinecone.data;

import dev.pictor.error.BrokenModel;
import dev.pictor.error.Conflict;
import dev.pictor.error.CorruptStore;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.Overloaded;
import dev.pictor.error.ServiceException;
import dev.pictor.error.Unavailable;

/// Kinds of failures of the data plane, by their numbers of gRPC.
public enum FailureCode {
  INVALID_ARGUMENT(3, 400),
  NOT_FOUND(5, 404),
  ALREADY_EXISTS(6, 409),
  PERMISSION_DENIED(7, 403),
  RESOURCE_EXHAUSTED(8, 429),
  UNIMPLEMENTED(12, 501),
  INTERNAL(13, 500),
  UNAVAILABLE(14, 503),
  UNAUTHENTICATED(16, 401);

  private final int number;
  private final int http;

  FailureCode(int number, int http) {
    this.number = number;
    this.http = http;
  }

  public int number() {
    return number;
  }

  int http() {
    return http;
  }

  public static FailureCode of(ServiceException failure) {
    return switch (failure) {
      case InvalidRequest _ -> INVALID_ARGUMENT;
      case NotFound _ -> NOT_FOUND;
      case Conflict _ -> ALREADY_EXISTS;
      case Overloaded _ -> RESOURCE_EXHAUSTED;
      case Unavailable _, BrokenModel _ -> UNAVAILABLE;
      case CorruptStore _ -> INTERNAL;
    };
  }

  public static FailureCode ofHttp(int status) {
    return switch (status) {
      case 404, 405 -> NOT_FOUND;
      case 401 -> UNAUTHENTICATED;
      case 403 -> PERMISSION_DENIED;
      default -> status < 500 ? INVALID_ARGUMENT : INTERNAL;
    };
  }
}
