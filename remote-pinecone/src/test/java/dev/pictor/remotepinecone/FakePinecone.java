package dev.pictor.remotepinecone;

import com.sun.net.httpserver.HttpServer;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.StreamObserver;
import io.pinecone.proto.DeleteRequest;
import io.pinecone.proto.DeleteResponse;
import io.pinecone.proto.FetchRequest;
import io.pinecone.proto.FetchResponse;
import io.pinecone.proto.ListItem;
import io.pinecone.proto.ListRequest;
import io.pinecone.proto.ListResponse;
import io.pinecone.proto.Pagination;
import io.pinecone.proto.UpsertRequest;
import io.pinecone.proto.UpsertResponse;
import io.pinecone.proto.Vector;
import io.pinecone.proto.VectorServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// A service with one index, `late`, of dimension 2, that is as slow and strict as the cloud: reads
/// see a write only after so many looks, lists have 100 ids at most, and it may be busy. One
/// namespace; no queries.
final class FakePinecone extends VectorServiceGrpc.VectorServiceImplBase implements AutoCloseable {

  private static final int PAGE = 100;

  private final Server data;
  private final HttpServer control;
  private final NavigableMap<String, Vector> visible = new TreeMap<>(WireText.ORDER);
  private final List<Runnable> waiting = new ArrayList<>();
  private final List<UpsertRequest> upserts = new ArrayList<>();
  private int looks;
  private int busy;
  private int busyControl;
  private Optional<String> retryAfter = Optional.empty();

  FakePinecone() throws IOException {
    data =
        OkHttpServerBuilder.forPort(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InsecureServerCredentials.create())
            .maxInboundMessageSize(64_000_000)
            .addService(this)
            .build()
            .start();
    control = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    control.createContext(
        "/indexes",
        exchange -> {
          boolean late = takeBusyControl();
          byte[] body =
              (late ? "{\"error\":{\"message\":\"slow down\"}}" : indexes())
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(late ? 503 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    control.start();
  }

  private synchronized boolean takeBusyControl() {
    return busyControl-- > 0;
  }

  private String indexes() {
    return """
        {"indexes":[{"name":"late","dimension":2,"metric":"cosine","host":"127.0.0.1:%d","vector_type":"dense",
        "status":{"ready":true,"state":"Ready"},"spec":{"serverless":{"cloud":"aws","region":"us-east-1",
        "read_capacity":{"mode":"OnDemand","status":{"state":"Ready"}}}}}]}"""
        .formatted(data.getPort());
  }

  PineconeAccess access() {
    return new PineconeAccess(
        URI.create("http://127.0.0.1:" + control.getAddress().getPort()),
        "a-key",
        Optional.empty(),
        "aws",
        "us-east-1");
  }

  /// Reads see each write from the next look but `number` on.
  synchronized void setLooks(int number) {
    looks = number;
  }

  /// The next requests are refused.
  synchronized void setBusy(int times, Optional<String> pause) {
    busy = times;
    retryAfter = pause;
  }

  synchronized void setBusyControl(int times) {
    busyControl = times;
  }

  synchronized List<UpsertRequest> upserts() {
    return List.copyOf(upserts);
  }

  private boolean isBusy(StreamObserver<?> answer) {
    if (busy <= 0) {
      return false;
    }
    busy--;
    Metadata trailers = new Metadata();
    retryAfter.ifPresent(
        each ->
            trailers.put(Metadata.Key.of("retry-after", Metadata.ASCII_STRING_MARSHALLER), each));
    answer.onError(
        Status.RESOURCE_EXHAUSTED.withDescription("slow down").asRuntimeException(trailers));
    return true;
  }

  private void later(Runnable change) {
    int[] left = {looks};
    waiting.add(
        new Runnable() {
          @Override
          public void run() {
            if (left[0]-- <= 0) {
              change.run();
              waiting.remove(this);
            }
          }
        });
    if (looks == 0) {
      look();
    }
  }

  private void look() {
    List.copyOf(waiting).forEach(Runnable::run);
  }

  @Override
  public synchronized void upsert(UpsertRequest request, StreamObserver<UpsertResponse> answer) {
    if (isBusy(answer)) {
      return;
    }
    upserts.add(request);
    later(() -> request.getVectorsList().forEach(each -> visible.put(each.getId(), each)));
    answer.onNext(UpsertResponse.newBuilder().setUpsertedCount(request.getVectorsCount()).build());
    answer.onCompleted();
  }

  @Override
  public synchronized void delete(DeleteRequest request, StreamObserver<DeleteResponse> answer) {
    later(() -> visible.keySet().removeAll(request.getIdsList()));
    answer.onNext(DeleteResponse.getDefaultInstance());
    answer.onCompleted();
  }

  @Override
  public synchronized void fetch(FetchRequest request, StreamObserver<FetchResponse> answer) {
    if (isBusy(answer)) {
      return;
    }
    look();
    FetchResponse.Builder response = FetchResponse.newBuilder();
    for (String id : request.getIdsList()) {
      Vector found = visible.get(id);
      if (found != null) {
        response.putVectors(id, found);
      }
    }
    answer.onNext(response.build());
    answer.onCompleted();
  }

  @Override
  public synchronized void list(ListRequest request, StreamObserver<ListResponse> answer) {
    if (request.getLimit() > PAGE) {
      answer.onError(
          Status.INVALID_ARGUMENT.withDescription("limit: 1 to 100").asRuntimeException());
      return;
    }
    ListResponse.Builder response = ListResponse.newBuilder();
    for (String id : visible.tailMap(request.getPaginationToken(), false).keySet()) {
      if (response.getVectorsCount() == request.getLimit()) {
        String last = response.getVectors(response.getVectorsCount() - 1).getId();
        response.setPagination(Pagination.newBuilder().setNext(last));
        break;
      }
      response.addVectors(ListItem.newBuilder().setId(id));
    }
    answer.onNext(response.build());
    answer.onCompleted();
  }

  @Override
  public void close() {
    control.stop(0);
    data.shutdownNow();
  }
}
