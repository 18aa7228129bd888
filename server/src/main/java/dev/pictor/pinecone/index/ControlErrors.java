package dev.pictor.pinecone.index;

import dev.pictor.error.BrokenModel;
import dev.pictor.error.Conflict;
import dev.pictor.error.CorruptStore;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.Overloaded;
import dev.pictor.error.ServiceException;
import dev.pictor.error.Unavailable;
import dev.pictor.http.Call;
import dev.pictor.http.ErrorFormat;
import dev.pictor.http.HttpFailure;
import dev.pictor.http.Reply;
import java.util.LinkedHashMap;
import java.util.Map;

/// Failures of the control plane, and of documents:
/// `{"status":404,"error":{"code":"NOT_FOUND","message":"…"},"message":"…"}`. The outer message is
/// for the older Node client, which looks nowhere else.
public final class ControlErrors implements ErrorFormat {

  @Override
  public Reply service(ServiceException failure, Call call) {
    return switch (failure) {
      case InvalidRequest e -> reply(400, e.reason());
      case NotFound e -> reply(404, e.reason());
      case Conflict e -> reply(409, e.reason());
      case Overloaded e -> reply(429, e.reason());
      case Unavailable e -> reply(503, e.reason());
      case CorruptStore e -> reply(500, e.reason());
      case BrokenModel e -> reply(503, e.reason());
    };
  }

  @Override
  public Reply protocol(HttpFailure failure, Call call) {
    Reply reply =
        reply(failure.status(), failure.status() == 401 ? "Invalid API key." : failure.reason());
    return reply.withAll(failure.headers());
  }

  @Override
  public Reply fault(Call call) {
    return reply(
        500,
        "a fault of the server; its log has the details under the request id " + call.requestId());
  }

  private static Reply reply(int status, String message) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("code", code(status));
    error.put("message", message);
    Map<String, Object> envelope = new LinkedHashMap<>();
    envelope.put("status", status);
    envelope.put("error", error);
    envelope.put("message", message);
    return Reply.json(status, envelope);
  }

  private static String code(int status) {
    return switch (status) {
      case 400, 413, 415 -> "INVALID_ARGUMENT";
      case 401 -> "UNAUTHENTICATED";
      case 403 -> "FORBIDDEN";
      case 404, 405 -> "NOT_FOUND";
      case 409 -> "ALREADY_EXISTS";
      case 412 -> "FAILED_PRECONDITION";
      case 422 -> "UNPROCESSABLE_ENTITY";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 501 -> "UNIMPLEMENTED";
      case 503 -> "UNAVAILABLE";
      default -> status < 500 ? "INVALID_ARGUMENT" : "INTERNAL";
    };
  }
}
