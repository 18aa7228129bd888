package dev.pictor.http;

import dev.pictor.error.BrokenModel;
import dev.pictor.error.Conflict;
import dev.pictor.error.CorruptStore;
import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
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
      case InvalidRequest e -> problem(400, e, call);
      case NotFound e -> problem(404, e, call);
      case Conflict e -> problem(409, e, call);
      case Overloaded e ->
          problem(429, e, call)
              .with("Retry-After", Long.toString(Math.max(1, e.retryAfter().toSeconds())));
      case Unavailable e -> problem(503, e, call).with("Retry-After", seconds(e));
      case CorruptStore e -> problem(500, e, call);
      case BrokenModel e -> problem(503, e, call);
    };
  }

  @Override
  public Reply protocol(HttpFailure failure, Call call) {
    Reply reply = problem(failure.status(), failure.diagnosis(), failure.reason(), call);
    return reply.withAll(failure.headers());
  }

  @Override
  public Reply fault(Call call) {
    return problem(
        500,
        Diagnosis.of(ErrorCode.SERVER_FAULT),
        "a fault of the server; its log has the details under this request id",
        call);
  }

  private static String seconds(Unavailable failure) {
    return Long.toString(
        failure.retryAfter().map(each -> Math.max(1, each.toSeconds())).orElse(1L));
  }

  private static Reply problem(int status, ServiceException failure, Call call) {
    return problem(status, failure.diagnosis(), failure.reason(), call);
  }

  private static Reply problem(int status, Diagnosis diagnosis, String detail, Call call) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("type", "about:blank");
    document.put("title", Statuses.phrase(status));
    document.put("status", status);
    document.put("detail", detail);
    document.put("code", diagnosis.code().wireName());
    document.put("values", diagnosis.values());
    document.put("requestId", call.requestId());
    return Reply.bytes(status, TYPE, Json.write(document));
  }
}
