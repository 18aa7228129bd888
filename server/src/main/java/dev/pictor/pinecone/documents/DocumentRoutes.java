package dev.pictor.pinecone.documents;

import static dev.pictor.http.Route.reads;
import static dev.pictor.http.Route.writes;

import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Call;
import dev.pictor.http.Cors;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.http.RouteGroup;
import dev.pictor.pinecone.data.WriteSequence;
import dev.pictor.pinecone.index.ControlErrors;
import dev.pictor.pinecone.index.Index;
import dev.pictor.pinecone.index.JsonBody;
import dev.pictor.pinecone.index.PineconeKeys;
import dev.pictor.pinecone.index.VectorSource;
import dev.pictor.pinecone.inference.LocalModels;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Documents: upsert, update, delete, fetch, list, search. Thread-safe.
public final class DocumentRoutes {

  private static final String PREFIX = "/namespaces/{namespace}/documents/";

  /// One operation on a namespace.
  @FunctionalInterface
  private interface Work {
    Map<String, Object> run(DocumentIndex documents, String namespace, JsonBody body);
  }

  private final Supplier<Index> index;
  private final LocalModels models;
  private final WriteSequence sequence;

  /// @param index throws [dev.pictor.error.NotFound] when it is gone
  public DocumentRoutes(Supplier<Index> index, LocalModels models, WriteSequence sequence) {
    this.index = index;
    this.models = models;
    this.sequence = sequence;
  }

  public RouteGroup group(List<String> allowOrigins) {
    return new RouteGroup(
        "pinecone-documents",
        "/documents/",
        List.of(
            writing(
                "upsert",
                (documents, name, body) -> new DocumentWrites(documents, name).upsert(body)),
            writing(
                "update",
                (documents, name, body) -> new DocumentWrites(documents, name).update(body)),
            writing(
                "delete",
                (documents, name, body) -> new DocumentWrites(documents, name).delete(body)),
            reading(
                "fetch", (documents, name, body) -> new DocumentReads(documents, name).fetch(body)),
            reading(
                "list", (documents, name, body) -> new DocumentReads(documents, name).list(body)),
            reading(
                "search",
                (documents, name, body) -> new DocumentReads(documents, name).search(body))),
        new ControlErrors(),
        new Cors(allowOrigins, false),
        new PineconeKeys(),
        "");
  }

  private Route reading(String operation, Work work) {
    return reads(Method.POST, PREFIX + operation, call -> answer(call, work));
  }

  private Route writing(String operation, Work work) {
    return writes(
        Method.POST,
        PREFIX + operation,
        call -> {
          Reply reply = answer(call, work);
          sequence.written();
          return reply;
        });
  }

  private Reply answer(Call call, Work work) throws IOException {
    long began = System.nanoTime();
    Index current = index.get();
    if (!(current.entry().vectors() instanceof VectorSource.Documents source)) {
      throw new InvalidRequest(
          "The index %s holds vectors (expected: the operations on vectors, or an index of documents)"
              .formatted(current.name()));
    }
    Map<String, Object> reply =
        work.run(
            new DocumentIndex(current.collection(), source, models),
            call.pathValue("namespace"),
            JsonBody.of(call));
    return sequence.stamp(Reply.json(reply), call, began);
  }
}
