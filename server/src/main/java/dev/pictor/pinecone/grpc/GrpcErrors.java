package dev.pictor.pinecone.grpc;

import dev.pictor.error.ServiceException;
import dev.pictor.http.Call;
import dev.pictor.http.ErrorFormat;
import dev.pictor.http.HttpFailure;
import dev.pictor.http.Reply;
import dev.pictor.pinecone.data.FailureCode;
import java.nio.charset.StandardCharsets;

/// Failures as gRPC has them: status 200, no message, and what went wrong behind it.
final class GrpcErrors implements ErrorFormat {

  @Override
  public Reply service(ServiceException failure, Call call) {
    return reply(FailureCode.of(failure), failure.reason());
  }

  @Override
  public Reply protocol(HttpFailure failure, Call call) {
    return switch (failure.status()) {
      case 401 -> reply(FailureCode.UNAUTHENTICATED, "Unauthorized");
      case 404, 405, 501 -> reply(FailureCode.UNIMPLEMENTED, failure.reason());
      case 413 -> reply(FailureCode.RESOURCE_EXHAUSTED, failure.reason());
      default -> reply(FailureCode.ofHttp(failure.status()), failure.reason());
    };
  }

  @Override
  public Reply fault(Call call) {
    return reply(
        FailureCode.INTERNAL,
        "a fault of the server; its log has the details under the request id " + call.requestId());
  }

  private static Reply reply(FailureCode code, String message) {
    return Reply.bytes(200, GrpcFrame.TYPE, new byte[0])
        .withTrailer(GrpcFrame.STATUS, Integer.toString(code.number()))
        .withTrailer("grpc-message", escaped(message));
  }

  /// Percent-encodes all but printable ASCII.
  private static String escaped(String message) {
    StringBuilder escaped = new StringBuilder();
    for (byte each : message.getBytes(StandardCharsets.UTF_8)) {
      if (each >= ' ' && each <= '~' && each != '%') {
        escaped.append((char) each);
      } else {
        escaped.append("%%%02X".formatted(each));
      }
    }
    return escaped.toString();
  }
}
