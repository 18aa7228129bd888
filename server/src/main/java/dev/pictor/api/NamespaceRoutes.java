package dev.pictor.api;

import static dev.pictor.http.Route.reads;
import static dev.pictor.http.Route.writes;

import dev.pictor.collection.VectorCollection;
import dev.pictor.error.NotFound;
import dev.pictor.http.Call;
import dev.pictor.http.JsonFields;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.store.NamespaceSpec;
import dev.pictor.store.NamespaceStats;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// The namespaces of a collection.
final class NamespaceRoutes {

  private static final String ALL = Views.PREFIX + "/collections/{name}/namespaces";

  private final NativeApi.Parts parts;

  NamespaceRoutes(NativeApi.Parts parts) {
    this.parts = parts;
  }

  List<Route> routes() {
    return List.of(
        reads(Method.GET, ALL, this::list),
        writes(Method.POST, ALL, this::create),
        writes(Method.DELETE, ALL + "/{namespace}", this::delete));
  }

  private VectorCollection collection(Call call) {
    return parts.catalog().get(call.pathValue("name"));
  }

  private Reply list(Call call) {
    String prefix = call.query("prefix").orElse("");
    return Reply.json(
        Map.of(
            "namespaces",
            collection(call).namespaces().values().stream()
                .filter(each -> each.name().startsWith(prefix))
                .map(CollectionViews::namespace)
                .toList()));
  }

  private Reply create(Call call) throws IOException {
    JsonFields fields = call.jsonFields();
    String name = fields.text("name");
    NamespaceSpec spec = new NamespaceSpec(name, CollectionBodies.schema(fields));
    fields.refuseOthers();
    collection(call).createNamespace(spec);
    return Reply.json(201, CollectionViews.namespace(new NamespaceStats(name, 0, spec.schema())));
  }

  private Reply delete(Call call) {
    String name = call.pathValue("namespace");
    VectorCollection collection = collection(call);
    if (!collection.namespace(name).deleteAll()) {
      throw new NotFound(
          "namespace: %s (expected: one of %s)".formatted(name, collection.namespaces().keySet()));
    }
    return Reply.noContent();
  }
}
