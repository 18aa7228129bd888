package dev.pictor.http;

/// The HTTP methods that routes use; HEAD is answered by GET routes, OPTIONS by [Cors].
public enum Method {
  GET,
  POST,
  PATCH,
  PUT,
  DELETE
}
