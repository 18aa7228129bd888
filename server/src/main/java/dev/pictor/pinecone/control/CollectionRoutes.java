package dev.pictor.pinecone.control;

import static dev.pictor.http.Route.administers;
import static dev.pictor.http.Route.reads;

import dev.pictor.http.Call;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.pinecone.backup.IndexCopies;
import dev.pictor.pinecone.backup.IndexCopy;
import dev.pictor.pinecone.index.JsonBody;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// What Pinecone calls collections: copies of indexes on pods.
final class CollectionRoutes {

  private static final String ALL = "/collections";
  private static final String ONE = ALL + "/{name}";

  private final IndexCopies copies;

  CollectionRoutes(IndexCopies copies) {
    this.copies = copies;
  }

  List<Route> routes() {
    return List.of(
        reads(Method.GET, ALL, call -> list()),
        administers(Method.POST, ALL, this::create),
        reads(Method.GET, ONE, call -> Reply.json(CopyViews.collection(collection(call)))),
        administers(Method.DELETE, ONE, this::delete));
  }

  private IndexCopy collection(Call call) {
    return copies.collection(call.pathValue("name"));
  }

  private Reply list() {
    return Reply.json(
        Map.of(
            "collections",
            copies.list(IndexCopy.Kind.COLLECTION).stream().map(CopyViews::collection).toList()));
  }

  private Reply create(Call call) throws IOException {
    JsonBody body = JsonBody.of(call);
    return Reply.json(
        201,
        CopyViews.collection(
            copies.createCollection(IndexBodies.name(body.text("name")), body.text("source"))));
  }

  private Reply delete(Call call) {
    BackupRoutes.delete(
        copies,
        collection(call),
        "Unable to delete a collection. An index is being made from it: ");
    return Reply.accepted();
  }
}
