package dev.pictor.pinecone.control;

import static dev.pictor.http.Route.administers;
import static dev.pictor.http.Route.reads;

import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.http.Call;
import dev.pictor.http.HttpFailure;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.pinecone.index.Deployment;
import dev.pictor.pinecone.index.Dialect;
import dev.pictor.pinecone.index.Index;
import dev.pictor.pinecone.index.Indexes;
import dev.pictor.pinecone.index.JsonBody;
import dev.pictor.pinecone.index.VectorSource;
import dev.pictor.pinecone.inference.InputEncoder;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Indexes: list, create, describe, configure, delete.
final class IndexRoutes {

  private static final String ALL = "/indexes";
  private static final String ONE = ALL + "/{name}";

  private static final String ABOUT_PODS =
      "environment, pod_type, pods, replicas and shards are kept and shown; this server holds each"
          + " index once, in its own process";

  private final ControlPlane.Parts parts;
  private final Indexes indexes;
  private final AdvertisedHost host;

  IndexRoutes(ControlPlane.Parts parts) {
    this.parts = parts;
    this.indexes = parts.indexes();
    this.host = parts.host();
  }

  List<Route> routes() {
    return List.of(
        reads(Method.GET, ALL, this::list),
        administers(Method.POST, ALL, this::create),
        administers(Method.POST, ALL + "/create-for-model", this::createForModel),
        reads(Method.GET, ONE, call -> reply(200, call, indexes.get(name(call)))),
        administers(Method.PATCH, ONE, this::configure),
        administers(Method.DELETE, ONE, this::delete));
  }

  private static String name(Call call) {
    return call.pathValue("name");
  }

  private Reply list(Call call) {
    return Reply.json(
        Map.of("indexes", indexes.list().stream().map(index -> view(call, index)).toList()));
  }

  private Reply create(Call call) throws IOException {
    IndexRequest request = IndexBodies.create(JsonBody.of(call), parts.models());
    return reply(
        201,
        call,
        request.sourceCollection().isEmpty()
            ? indexes.create(request.spec(), request.entry())
            : FromCollection.create(request, parts.copies()));
  }

  private Reply createForModel(Call call) throws IOException {
    IndexRequest request = IntegratedBodies.create(JsonBody.of(call), parts.models());
    return reply(201, call, indexes.create(request.spec(), request.entry()));
  }

  /// Answers 200 where the specification has 202: Go's client takes nothing else, the others do.
  private Reply configure(Call call) throws IOException {
    String name = name(call);
    IndexChange change = IndexChange.read(JsonBody.of(call));
    change.embedding().ifPresent(embed -> integrate(indexes.get(name), embed));
    return reply(200, call, indexes.configure(name, change::applyTo, change::applyTo));
  }

  private void integrate(Index index, JsonBody embed) {
    VectorSource.Integrated source = IntegratedBodies.source(embed, index.entry().vectors());
    IntegratedBodies.requireModel(source.model(), parts.models());
    try (InputEncoder model = parts.models().open(source.model())) {
      IntegratedBodies.requireFit(index, model);
      indexes.integrate(index.name(), source, model.model(), model.fingerprint());
    }
  }

  private Reply delete(Call call) {
    if (indexes.get(name(call)).collection().spec().settings().deletionProtected()) {
      throw new HttpFailure(
          403,
          Diagnosis.of(ErrorCode.CONFLICT),
          "Deletion protection is enabled for this index. Disable deletion protection before"
              + " retrying.");
    }
    indexes.delete(name(call));
    return Reply.accepted();
  }

  private Reply reply(int status, Call call, Index index) {
    Reply reply = Reply.json(status, view(call, index));
    return index.entry().deployment() instanceof Deployment.Pod && !indexes.isDistributed()
        ? reply.with("Warnings", ABOUT_PODS)
        : reply;
  }

  private Map<String, Object> view(Call call, Index index) {
    return IndexViews.view(
        index, Dialect.of(call.header(Dialect.HEADER)), host.of(call, index.name(), index.port()));
  }
}
