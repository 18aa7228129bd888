package dev.pictor.http;

import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.InvalidRequest;
import java.util.Map;

/// A failure that only HTTP knows; everything else is a [dev.pictor.error.ServiceException].
public final class HttpFailure extends RuntimeException {

  private final int status;
  private final transient Diagnosis diagnosis;
  private final Map<String, String> headers;

  public HttpFailure(int status, Diagnosis diagnosis, String message) {
    this(status, diagnosis, message, Map.of());
  }

  /// @param headers of the reply, in addition to the usual ones
  public HttpFailure(int status, Diagnosis diagnosis, String message, Map<String, String> headers) {
    super(message);
    this.status = status;
    this.diagnosis = diagnosis;
    this.headers = Map.copyOf(headers);
  }

  public int status() {
    return status;
  }

  public Diagnosis diagnosis() {
    return diagnosis;
  }

  public Map<String, String> headers() {
    return headers;
  }

  /// The message, never null.
  public String reason() {
    String message = getMessage();
    return message == null ? "" : message;
  }

  public static HttpFailure unauthorized(String message) {
    return new HttpFailure(
        401, Diagnosis.of(ErrorCode.KEY_REFUSED), message, Map.of("WWW-Authenticate", "Bearer"));
  }

  /// @param given scope of the key that was sent
  static HttpFailure forbidden(Access given, Access needed) {
    return new HttpFailure(
        403,
        Diagnosis.of(ErrorCode.SCOPE_MISSING)
            .with("given", given.word())
            .with("needed", needed.word()),
        "API key: its scope is %s (expected: %s). Send a key of that scope; whoever runs the server can make one."
            .formatted(given.word(), needed.word()),
        // As RFC 6750 has it.
        Map.of(
            "WWW-Authenticate",
            "Bearer error=\"insufficient_scope\", scope=\"%s\"".formatted(needed.word())));
  }

  /// A server that follows another changes nothing itself.
  static HttpFailure readOnly(String leader) {
    return new HttpFailure(
        403,
        Diagnosis.of(ErrorCode.READ_ONLY).with("leader", leader),
        "this server is a read-only copy (expected: the same request to %s, which it follows)"
            .formatted(leader));
  }

  public static HttpFailure notFound(String path) {
    return new HttpFailure(
        404,
        Diagnosis.of(ErrorCode.NOT_FOUND),
        "path: " + path + " (expected: a path of this server, see /docs for all of them)");
  }

  /// @param allow comma-separated methods
  public static HttpFailure methodNotAllowed(String method, String allow) {
    return new HttpFailure(
        405,
        Diagnosis.of(ErrorCode.INVALID_REQUEST),
        "method: " + method + " (expected: one of " + allow + ")",
        Map.of("Allow", allow));
  }

  public static HttpFailure tooLarge(long limitBytes) {
    return new HttpFailure(
        413,
        Diagnosis.of(ErrorCode.BODY_TOO_LARGE).with("mostBytes", limitBytes),
        "body: larger than "
            + limitBytes
            + " bytes (expected: at most that; the server's setting max-request-bytes)",
        Map.of("Connection", "close"));
  }

  public static HttpFailure unsupportedType(String given, String expected) {
    return new HttpFailure(
        415,
        Diagnosis.of(ErrorCode.INVALID_REQUEST),
        "Content-Type: " + given + " (expected: " + expected + ")");
  }

  public static HttpFailure unreadablePicture(InvalidRequest why) {
    return new HttpFailure(422, why.diagnosis(), why.reason());
  }
}
