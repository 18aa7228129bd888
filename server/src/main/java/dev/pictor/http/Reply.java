package dev.pictor.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a handler answers. Immutable.
public final class Reply {

  /// Where the body comes from.
  sealed interface Body {
    @SuppressWarnings("ArrayRecordComponent")
    record Bytes(byte[] bytes) implements Body {}

    record Stream(Writer writer) implements Body {}
  }

  /// Writes a body piece by piece; each flush reaches the client.
  @FunctionalInterface
  public interface Writer {
    /// @throws IOException when the client is gone
    void write(OutputStream out) throws IOException;
  }

  private final int status;
  private final Map<String, String> headers;
  private final Body body;
  private final Map<String, String> trailers;

  private Reply(int status, Map<String, String> headers, Body body) {
    this(status, headers, body, Map.of());
  }

  private Reply(int status, Map<String, String> headers, Body body, Map<String, String> trailers) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.trailers = trailers;
  }

  public static Reply json(Object value) {
    return json(200, value);
  }

  public static Reply json(int status, Object value) {
    return bytes(status, "application/json", Json.write(value));
  }

  public static Reply text(int status, String type, String text) {
    return bytes(status, type, text.getBytes(StandardCharsets.UTF_8));
  }

  /// Takes over `bytes`.
  public static Reply bytes(int status, String type, byte[] bytes) {
    return new Reply(status, Map.of("Content-Type", type), new Body.Bytes(bytes));
  }

  public static Reply noContent() {
    return new Reply(204, Map.of(), new Body.Bytes(new byte[0]));
  }

  /// Status 201 without a body.
  public static Reply created() {
    return new Reply(201, Map.of(), new Body.Bytes(new byte[0]));
  }

  /// Status 202 without a body.
  public static Reply accepted() {
    return new Reply(202, Map.of(), new Body.Bytes(new byte[0]));
  }

  public static Reply notModified() {
    return new Reply(304, Map.of(), new Body.Bytes(new byte[0]));
  }

  public static Reply redirect(String location) {
    return new Reply(302, Map.of("Location", location), new Body.Bytes(new byte[0]));
  }

  public static Reply stream(String type, Writer writer) {
    return new Reply(200, Map.of("Content-Type", type), new Body.Stream(writer));
  }

  /// @param bytes that `writer` will write, exactly
  public static Reply stream(String type, long bytes, Writer writer) {
    return stream(type, writer).with("Content-Length", Long.toString(bytes));
  }

  /// This reply with one header set.
  public Reply with(String name, String value) {
    return withAll(Map.of(name, value));
  }

  /// This reply with some headers set.
  public Reply withAll(Map<String, String> names) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.putAll(names);
    return new Reply(status, more, body, trailers);
  }

  /// This reply with one header behind its body. Only for bodies of bytes, over HTTP/2.
  public Reply withTrailer(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(trailers);
    more.put(name, value);
    return new Reply(status, headers, body, more);
  }

  public int status() {
    return status;
  }

  public Map<String, String> headers() {
    return headers;
  }

  Body body() {
    return body;
  }

  Map<String, String> trailers() {
    return trailers;
  }
}
