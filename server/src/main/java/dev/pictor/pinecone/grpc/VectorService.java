package dev.pictor.pinecone.grpc;

import com.google.protobuf.Message;
import dev.pictor.http.Call;
import dev.pictor.http.Cors;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.http.RouteGroup;
import dev.pictor.pinecone.data.DataPlane;
import dev.pictor.pinecone.data.Operation;
import dev.pictor.pinecone.data.WriteSequence;
import dev.pictor.pinecone.index.PineconeKeys;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// `VectorService`: the operations of the data plane of one collection over gRPC. All its calls are
/// unary, so each is a route like any other: a POST over HTTP/2 with one message in and one out.
/// (<https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md>)
public final class VectorService {

  private static final String PREFIX = "/VectorService";
  private static final String DURATION = "x-pinecone-response-duration-ms";

  private VectorService() {}

  public static RouteGroup group(DataPlane plane) {
    return new RouteGroup(
        "pinecone-grpc",
        PREFIX,
        plane.operations().stream().map(each -> route(each, plane.sequence())).toList(),
        new GrpcErrors(),
        new Cors(List.of(), false),
        new PineconeKeys(),
        "");
  }

  private static <Q extends Message, R extends Message> Route route(
      Operation<Q, R> operation, WriteSequence sequence) {
    return new Route(
        Method.POST,
        PREFIX + "/" + operation.name(),
        operation.access(),
        call -> answer(operation, sequence, call));
  }

  private static <Q extends Message, R extends Message> Reply answer(
      Operation<Q, R> operation, WriteSequence sequence, Call call) throws IOException {
    long start = System.nanoTime();
    R reply = operation.work().apply(GrpcFrame.read(call, operation.emptyRequest()));
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    Reply framed = GrpcFrame.reply(reply).withTrailer(DURATION, Long.toString(taken.toMillis()));
    for (Map.Entry<String, String> each : sequence.numbers().entrySet()) {
      framed = framed.withTrailer(each.getKey(), each.getValue());
    }
    return framed;
  }
}
