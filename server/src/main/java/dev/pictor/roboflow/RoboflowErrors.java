package dev.pictor.roboflow;

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

/// Failures as Roboflow's clients read them: `message`, or `detail` for what the router says.
final class RoboflowErrors implements ErrorFormat {

  @Override
  public Reply service(ServiceException failure, Call call) {
    return switch (failure) {
      case InvalidRequest e -> message(400, e.reason());
      case NotFound e -> message(404, e.reason());
      case Conflict e -> message(409, e.reason());
      case Overloaded e ->
          message(429, e.reason())
              .with("Retry-After", Long.toString(Math.max(1, e.retryAfter().toSeconds())));
      case Unavailable e ->
          message(503, e.reason())
              .with(
                  "Retry-After",
                  Long.toString(
                      e.retryAfter().map(each -> Math.max(1, each.toSeconds())).orElse(1L)));
      case CorruptStore e -> message(500, e.reason());
      case BrokenModel e -> message(503, e.reason());
    };
  }

  @Override
  public Reply protocol(HttpFailure failure, Call call) {
    Reply reply =
        switch (failure.status()) {
          case 401 -> unauthorized();
          case 404, 405 -> Reply.json(failure.status(), Map.of("detail", failure.reason()));
          default -> message(failure.status(), failure.reason());
        };
    return reply.withAll(failure.headers());
  }

  private static Reply unauthorized() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", 401);
    body.put("message", "Unauthorized api_key");
    return Reply.json(401, body);
  }

  @Override
  public Reply fault(Call call) {
    return message(500, "Internal error.");
  }

  private static Reply message(int status, String message) {
    return Reply.json(status, Map.of("message", message));
  }
}
