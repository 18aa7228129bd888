package dev.pictor.http;

import dev.pictor.error.BrokenModel;
import dev.pictor.error.Conflict;
import dev.pictor.error.CorruptStore;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.Overloaded;
import dev.pictor.error.ServiceException;
import dev.pictor.error.Unavailable;
import java.util.LinkedHashMap;
import java.util.Map;

/// Failures as problem documents of RFC 9457. Stateless.
public final class ProblemDocuments implements ErrorFormat {

  public static final String TYPE = "application/problem+json";

  @Override
  public Reply service(ServiceException failure, Call call) {
    return switch (failure) {
      case InvalidRequest e -> problem(400, e.reason(), call);
      case NotFound e -> problem(404, e.reason(), call);
      case Conflict e -> problem(409, e.reason(), call);
      case Overloaded e ->
          problem(429, e.reason(), call)
              .with("Retry-After", Long.toString(Math.max(1, e.retryAfter().toSeconds())));
      case Unavailable e -> problem(503, e.reason(), call).with("Retry-After", "1");
      case CorruptStore e -> problem(500, e.reason(), call);
      case BrokenModel e -> problem(503, e.reason(), call);
    };
  }

  @Override
  public Reply protocol(HttpFailure failure, Call call) {
    Reply reply = problem(failure.status(), failure.reason(), call);
    for (Map.Entry<String, String> header : failure.headers().entrySet()) {
      reply = reply.with(header.getKey(), header.getValue());
    }
    return reply;
  }

  @Override
  public Reply fault(Call call) {
    return problem(
        500, "a fault of the server; its log has the details under this request id", call);
  }

  private static Reply problem(int status, String detail, Call call) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("type", "about:blank");
    document.put("title", Statuses.phrase(status));
    document.put("status", status);
    document.put("detail", detail);
    document.put("requestId", call.requestId());
    return Reply.bytes(status, TYPE, Json.write(document));
  }
}
