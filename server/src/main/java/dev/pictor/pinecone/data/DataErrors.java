package dev.pictor.pinecone.data;

import dev.pictor.error.ServiceException;
import dev.pictor.http.Call;
import dev.pictor.http.ErrorFormat;
import dev.pictor.http.HttpFailure;
import dev.pictor.http.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Failures of the data plane over HTTP: `{"code":5,"message":"…","details":[]}`.
public final class DataErrors implements ErrorFormat {

  @Override
  public Reply service(ServiceException failure, Call call) {
    return reply(FailureCode.of(failure), failure.reason());
  }

  @Override
  public Reply protocol(HttpFailure failure, Call call) {
    Reply reply =
        failure.status() == 401
            ? Reply.text(401, "text/plain; charset=utf-8", "Unauthorized")
            : reply(failure.status(), FailureCode.ofHttp(failure.status()), failure.reason());
    return reply.withAll(failure.headers());
  }

  @Override
  public Reply fault(Call call) {
    return reply(
        FailureCode.INTERNAL,
        "a fault of the server; its log has the details under the request id " + call.requestId());
  }

  private static Reply reply(FailureCode code, String message) {
    return reply(code.http(), code, message);
  }

  private static Reply reply(int status, FailureCode code, String message) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("code", code.number());
    body.put("message", message);
    body.put("details", List.of());
    return Reply.json(status, body);
  }
}
