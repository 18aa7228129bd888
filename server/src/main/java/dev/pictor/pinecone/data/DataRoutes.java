package dev.pictor.pinecone.data;

import static dev.pictor.http.Route.reads;

import com.google.protobuf.Message;
import dev.pictor.http.Call;
import dev.pictor.http.Cors;
import dev.pictor.http.Handler;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.http.RouteGroup;
import dev.pictor.pinecone.data.ProtoJsonWriter.Names;
import dev.pictor.pinecone.index.Dialect;
import dev.pictor.pinecone.index.PineconeKeys;
import java.io.IOException;
import java.util.List;

/// The data plane of one collection over HTTP: each route is an operation with its way of reading.
public final class DataRoutes {

  private final DataPlane plane;

  public DataRoutes(DataPlane plane) {
    this.plane = plane;
  }

  public RouteGroup group(List<String> allowOrigins) {
    return new RouteGroup(
        "pinecone-data",
        "/",
        routes(),
        new DataErrors(),
        new Cors(allowOrigins, false),
        new PineconeKeys(),
        "");
  }

  private List<Route> routes() {
    Handler stats =
        call -> answer(plane.stats(Dialect.of(call.header(Dialect.HEADER))), call, Names.CAMEL);
    return List.of(
        route(Method.POST, "/vectors/upsert", plane.upsert),
        route(Method.POST, "/query", plane.query),
        route(Method.GET, "/vectors/fetch", plane.fetch),
        route(Method.POST, "/vectors/fetch_by_metadata", plane.fetchByMetadata),
        route(Method.POST, "/vectors/update", plane.update),
        route(Method.POST, "/vectors/delete", plane.delete),
        route(Method.DELETE, "/vectors/delete", plane.delete),
        route(Method.GET, "/vectors/list", plane.list),
        reads(Method.GET, "/describe_index_stats", stats),
        reads(Method.POST, "/describe_index_stats", stats),
        snake(Method.GET, "/namespaces", plane.listNamespaces),
        snake(Method.POST, "/namespaces", plane.createNamespace),
        snake(Method.GET, "/namespaces/{namespace}", plane.describeNamespace),
        snake(Method.DELETE, "/namespaces/{namespace}", plane.deleteNamespace));
  }

  private Route route(Method method, String path, Operation<?, ?> operation) {
    return new Route(
        method, path, operation.access(), call -> answer(operation, call, Names.CAMEL));
  }

  private Route snake(Method method, String path, Operation<?, ?> operation) {
    return new Route(
        method, path, operation.access(), call -> answer(operation, call, Names.SNAKE));
  }

  private <Q extends Message, R extends Message> Reply answer(
      Operation<Q, R> operation, Call call, Names names) throws IOException {
    long start = System.nanoTime();
    Q request = RestRequests.read(call, operation.emptyRequest());
    R reply = operation.work().apply(request);
    return plane
        .sequence()
        .stamp(
            Reply.bytes(200, "application/json", ProtoJsonWriter.write(reply, names)), call, start);
  }
}
