package dev.pictor.pinecone.records;

import static dev.pictor.http.Route.reads;
import static dev.pictor.http.Route.writes;

import dev.pictor.http.Call;
import dev.pictor.http.Cors;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.RouteGroup;
import dev.pictor.pinecone.data.DataErrors;
import dev.pictor.pinecone.data.WriteSequence;
import dev.pictor.pinecone.index.Index;
import dev.pictor.pinecone.index.JsonBody;
import dev.pictor.pinecone.index.PineconeKeys;
import dev.pictor.pinecone.inference.LocalModels;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/// Records whose vectors this server makes: upsert and search by what they say. Thread-safe.
public final class RecordRoutes {

  private static final String PREFIX = "/records/namespaces/{namespace}";

  private final Supplier<Index> index;
  private final LocalModels models;
  private final WriteSequence sequence;

  /// @param index throws [dev.pictor.error.NotFound] when it is gone
  public RecordRoutes(Supplier<Index> index, LocalModels models, WriteSequence sequence) {
    this.index = index;
    this.models = models;
    this.sequence = sequence;
  }

  public RouteGroup group(List<String> allowOrigins) {
    return new RouteGroup(
        "pinecone-records",
        "/records/",
        List.of(
            writes(Method.POST, PREFIX + "/upsert", this::upsert),
            reads(Method.POST, PREFIX + "/search", this::search)),
        new DataErrors(),
        new Cors(allowOrigins, false),
        new PineconeKeys(),
        "");
  }

  private Reply upsert(Call call) throws IOException {
    long began = System.nanoTime();
    new RecordUpsert(index.get(), models).run(call.pathValue("namespace"), call.body());
    sequence.written();
    return sequence.stamp(Reply.created(), call, began);
  }

  private Reply search(Call call) throws IOException {
    long began = System.nanoTime();
    JsonBody body = JsonBody.of(call);
    return sequence.stamp(
        Reply.json(new RecordSearch(index.get(), models).run(call.pathValue("namespace"), body)),
        call,
        began);
  }
}
