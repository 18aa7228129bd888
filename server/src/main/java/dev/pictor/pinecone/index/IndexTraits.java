package dev.pictor.pinecone.index;

import dev.pictor.error.CorruptStore;
import dev.pictor.http.HttpFailure;
import dev.pictor.http.Json;
import dev.pictor.store.CollectionSettings;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.Distribution;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What clients said of an index beside what its collection is. Kept with the collection, as an
/// annotation, so that all servers in front of one store tell the same.
public record IndexTraits(Deployment deployment, ReadCapacity readCapacity, VectorSource vectors) {

  private static final String ANNOTATION = "pinecone";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// Of a collection that came by another way.
  static IndexTraits standard() {
    return new IndexTraits(
        Deployment.standard(), new ReadCapacity.OnDemand(), new VectorSource.Clients());
  }

  /// What is kept with a collection; empty where nobody said anything.
  ///
  /// @throws CorruptStore when it was not written by [#putInto]
  static Optional<IndexTraits> of(CollectionSpec spec) {
    return Optional.ofNullable(spec.settings().annotations().get(ANNOTATION))
        .map(text -> parse(spec.name(), text));
  }

  /// Whether something is kept in them.
  static boolean areIn(CollectionSettings settings) {
    return settings.annotations().containsKey(ANNOTATION);
  }

  private static IndexTraits parse(String collection, String text) {
    try {
      return read(JsonBody.of(JSON.readTree(text)));
    } catch (JacksonException | HttpFailure e) {
      throw new CorruptStore(
          "collection: %s: its annotation %s cannot be read, %s (expected: as this version of Pictor writes it). Start the version that wrote it."
              .formatted(collection, ANNOTATION, e.getMessage()),
          e);
    }
  }

  /// The settings of a collection with these traits; what is usual leaves no trace in them.
  CollectionSettings putInto(CollectionSettings settings) {
    String text = equals(standard()) ? "" : new String(Json.write(view()), StandardCharsets.UTF_8);
    return settings.withAnnotation(ANNOTATION, text);
  }

  /// What a client asked for of pods, or of capacity of its own; empty when it left that to the
  /// service.
  Optional<Distribution> distribution() {
    if (deployment instanceof Deployment.Pod pod) {
      return Optional.of(distribution(pod.shards(), pod.replicas()));
    }
    return readCapacity instanceof ReadCapacity.Dedicated(_, int replicas, int shards)
        ? Optional.of(distribution(shards, replicas))
        : Optional.empty();
  }

  private static Distribution distribution(int shards, int replicas) {
    return new Distribution(Math.max(1, shards), Math.max(1, replicas));
  }

  /// As our own files and annotations keep it.
  Map<String, Object> view() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("deployment", deployment.view());
    view.put("read_capacity", readCapacity.view());
    vectors.putInto(view);
    return view;
  }

  /// Reads what [#view] writes.
  static IndexTraits read(JsonBody body) {
    return new IndexTraits(
        Deployment.read(body.object("deployment")),
        ReadCapacity.read(body.optionalObject("read_capacity")),
        VectorSource.read(body));
  }
}
