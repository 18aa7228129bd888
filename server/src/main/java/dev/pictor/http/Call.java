package dev.pictor.http;

import dev.pictor.error.InvalidRequest;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One request as a handler sees it. Used by one thread.
public final class Call {

  private final ServerRequest request;
  private final String path;
  private final String requestId;
  private final long bodyLimit;
  private final Map<String, String> pathValues;
  private byte @Nullable [] body;
  private int room; // of the budget

  Call(ServerRequest request, String path, String requestId, long bodyLimit) {
    this(request, path, requestId, bodyLimit, Map.of());
  }

  private Call(
      ServerRequest request,
      String path,
      String requestId,
      long bodyLimit,
      Map<String, String> pathValues) {
    this.request = request;
    this.path = path;
    this.requestId = requestId;
    this.bodyLimit = bodyLimit;
    this.pathValues = pathValues;
  }

  Call withPathValues(Map<String, String> values) {
    return new Call(request, path, requestId, bodyLimit, values);
  }

  /// In upper case.
  public String method() {
    return request.prologue().method().text();
  }

  /// As sent, percent-encoding kept, without the query.
  public String path() {
    return path;
  }

  /// The decoded path segment that stands for `{name}`.
  public String pathValue(String name) {
    String value = pathValues.get(name);
    if (value == null) {
      throw new IllegalStateException("route without {" + name + "}");
    }
    return value;
  }

  /// Whether the route has `{name}`.
  public boolean hasPathValue(String name) {
    return pathValues.containsKey(name);
  }

  /// The first value of a query parameter, decoded.
  public Optional<String> query(String name) {
    return request.query().first(name).asOptional();
  }

  /// All values of a query parameter, decoded, in order.
  public List<String> queryValues(String name) {
    return request.query().contains(name) ? request.query().all(name) : List.of();
  }

  /// Names of all query parameters.
  public List<String> queryNames() {
    return List.copyOf(request.query().names());
  }

  public Optional<String> header(String name) {
    return request.headers().first(HeaderNames.create(name));
  }

  /// The host that the client named, with its port if it named one. HTTP/2 says it without a
  /// header.
  public String host() {
    boolean later = request.prologue().protocolVersion().startsWith("2");
    String authority = later ? request.authority() : null;
    return authority == null || authority.isEmpty()
        ? header("Host").orElse("localhost")
        : authority;
  }

  /// From the client's `X-Request-ID`, or made by the server.
  public String requestId() {
    return requestId;
  }

  /// The media type of the body in lower case without parameters; empty when not given.
  public String contentType() {
    String given = header("Content-Type").orElse("");
    int end = given.indexOf(';');
    return (end < 0 ? given : given.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /// The whole body, read once and kept; not to be changed.
  ///
  /// @throws HttpFailure 413
  public byte[] body() throws IOException {
    byte[] present = body;
    if (present != null) {
      return present;
    }
    byte[] read = readBody();
    body = read;
    return read;
  }

  /// Gives the room of the body back, which is not to be used any more.
  void release() {
    BodyBudget.OF_PROCESS.release(room);
    room = 0;
  }

  private byte[] readBody() throws IOException {
    long announced = request.headers().contentLength().orElse(-1);
    if (announced > bodyLimit) {
      throw HttpFailure.tooLarge(bodyLimit);
    }
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    room = BodyBudget.OF_PROCESS.acquire(announced);
    try (InputStream in = request.content().inputStream()) {
      if (announced >= 0) {
        return in.readNBytes(Math.toIntExact(announced));
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] buffer = new byte[16 * 1024];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (bytes.size() + n > bodyLimit) {
          throw HttpFailure.tooLarge(bodyLimit);
        }
        bytes.write(buffer, 0, n);
      }
      return bytes.toByteArray();
    }
  }

  /// The body as a JSON object whose fields are all to be asked for.
  ///
  /// @throws HttpFailure 415 when the body is announced as something else
  /// @throws InvalidRequest when it is not an object
  public JsonFields jsonFields() throws IOException {
    if (!contentType().equals("application/json")) {
      throw HttpFailure.unsupportedType(
          contentType().isEmpty() ? "none" : contentType(), "application/json");
    }
    return JsonFields.of(Json.readStrictly(body()), "");
  }

  /// The body as text.
  ///
  /// @throws InvalidRequest when it is not UTF-8
  public String text() throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body())).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidRequest("body: other bytes (expected: text in UTF-8)", e);
    }
  }

  /// The body as JSON, whatever its Content-Type says.
  ///
  /// @throws InvalidRequest when it is not JSON
  public JsonNode json() throws IOException {
    return Json.read(body());
  }

  /// The parts of a `multipart/form-data` body.
  ///
  /// @throws InvalidRequest when it is malformed
  public Multipart multipart() throws IOException {
    return Multipart.parse(header("Content-Type").orElse(""), body());
  }
}
