package dev.pictor.http;

/// What is known about the request that the present thread works for.
public final class RequestContext {

  static final ScopedValue<String> REQUEST_ID = ScopedValue.newInstance();

  private RequestContext() {}

  /// The request's id; empty outside of a request.
  public static String requestId() {
    return REQUEST_ID.isBound() ? REQUEST_ID.get() : "";
  }
}
