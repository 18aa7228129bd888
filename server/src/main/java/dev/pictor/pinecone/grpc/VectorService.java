package dev.pictor.pinecone.grpc;

import com.google.protobuf.Message;
import dev.pictor.error.ServiceException;
import dev.pictor.http.ApiKeys;
import dev.pictor.http.InFlight;
import dev.pictor.http.RequestObserver;
import dev.pictor.pinecone.data.DataPlane;
import dev.pictor.pinecone.data.FailureCode;
import dev.pictor.pinecone.data.Operation;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// `VectorService`: the operations of the data plane of one collection, with its keys, errors and
/// metrics as gRPC has them. Thread-safe.
public final class VectorService {

  private static final Logger LOG = System.getLogger(VectorService.class.getName());
  private static final String NAME = "VectorService";
  private static final Metadata.Key<String> API_KEY = header("api-key");
  private static final Metadata.Key<String> AUTHORIZATION = header("authorization");
  private static final Metadata.Key<String> DURATION = header("x-pinecone-response-duration-ms");
  private static final String BEARER = "Bearer ";

  private final ApiKeys keys;
  private final InFlight inFlight;
  private final RequestObserver observer;

  /// @param inFlight of the port
  public VectorService(ApiKeys keys, InFlight inFlight, RequestObserver observer) {
    this.keys = keys;
    this.inFlight = inFlight;
    this.observer = observer;
  }

  private static Metadata.Key<String> header(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  public ServerServiceDefinition definition(DataPlane plane) {
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(NAME);
    plane.operations().forEach(each -> service.addMethod(method(each)));
    return ServerInterceptors.intercept(service.build(), new Admission());
  }

  private <Q extends Message, R extends Message> ServerMethodDefinition<Q, R> method(
      Operation<Q, R> operation) {
    MethodDescriptor<Q, R> descriptor =
        MethodDescriptor.<Q, R>newBuilder()
            .setType(MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(NAME, operation.name()))
            .setRequestMarshaller(ProtoUtils.marshaller(operation.emptyRequest()))
            .setResponseMarshaller(ProtoUtils.marshaller(operation.emptyReply()))
            .build();
    return ServerMethodDefinition.create(
        descriptor,
        ServerCalls.asyncUnaryCall((request, reply) -> answer(operation, request, reply)));
  }

  private <Q extends Message, R extends Message> void answer(
      Operation<Q, R> operation, Q request, StreamObserver<R> reply) {
    long start = System.nanoTime();
    inFlight.enter();
    Status status = Status.OK;
    try {
      inFlight.requireOpen();
      reply.onNext(operation.work().apply(request));
    } catch (ServiceException e) {
      status = status(FailureCode.of(e), e.reason());
    } catch (RuntimeException | StackOverflowError e) {
      LOG.log(Level.ERROR, "request failed by a fault method=" + operation.name(), e);
      status = status(FailureCode.INTERNAL, "a fault of the server; its log has the details");
    } finally {
      inFlight.leave();
    }
    if (status.isOk()) {
      reply.onCompleted();
    } else {
      reply.onError(status.asException());
    }
    observer.answered(
        "POST",
        "/%s/%s".formatted(NAME, operation.name()),
        FailureCode.http(status.getCode().value()),
        Duration.ofNanos(System.nanoTime() - start));
  }

  private static Status status(FailureCode code, String message) {
    return Status.fromCodeValue(code.number()).withDescription(message);
  }

  /// Lets those in who have a key, and tells them how long their call took.
  private final class Admission implements ServerInterceptor {

    @Override
    public <Q, R> Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      if (!keys.admits(candidates(headers))) {
        call.close(status(FailureCode.UNAUTHENTICATED, "Unauthorized"), new Metadata());
        return new Listener<>() {};
      }
      return next.startCall(new Timed<>(call), headers);
    }

    private static List<String> candidates(Metadata headers) {
      List<String> candidates = new ArrayList<>();
      String key = headers.get(API_KEY);
      if (key != null) {
        candidates.add(key.strip());
      }
      String authorization = headers.get(AUTHORIZATION);
      if (authorization != null && authorization.startsWith(BEARER)) {
        candidates.add(authorization.substring(BEARER.length()).strip());
      }
      return candidates;
    }
  }

  private static final class Timed<Q, R> extends SimpleForwardingServerCall<Q, R> {

    private final long start = System.nanoTime();

    Timed(ServerCall<Q, R> call) {
      super(call);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      trailers.put(DURATION, Long.toString(Duration.ofNanos(System.nanoTime() - start).toMillis()));
      super.close(status, trailers);
    }
  }
}
