package dev.pictor.pinecone.index;

import dev.pictor.store.Distribution;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What is kept of an index beside its collection.
///
/// @param id never used twice, unlike the name
/// @param port of its own, taken again while it is free; 0 when none was ever opened
public record IndexEntry(
    UUID id, int port, Deployment deployment, ReadCapacity readCapacity, VectorSource vectors) {

  /// Of an index that is to be made.
  public static IndexEntry fresh(
      Deployment deployment, ReadCapacity readCapacity, VectorSource vectors) {
    return new IndexEntry(UUID.randomUUID(), 0, deployment, readCapacity, vectors);
  }

  /// Of a collection that came by another way.
  static IndexEntry standard() {
    return fresh(Deployment.standard(), new ReadCapacity.OnDemand(), new VectorSource.Clients());
  }

  /// Of another index that is otherwise the same.
  public IndexEntry copied() {
    return fresh(deployment, readCapacity, vectors);
  }

  IndexEntry withPort(int changed) {
    return new IndexEntry(id, changed, deployment, readCapacity, vectors);
  }

  public IndexEntry withDeployment(Deployment changed) {
    return new IndexEntry(id, port, changed, readCapacity, vectors);
  }

  public IndexEntry withReadCapacity(ReadCapacity changed) {
    return new IndexEntry(id, port, deployment, changed, vectors);
  }

  public IndexEntry withVectors(VectorSource changed) {
    return new IndexEntry(id, port, deployment, readCapacity, changed);
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

  /// As our own files keep it.
  public Map<String, Object> view() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", id.toString());
    view.put("port", port);
    view.put("deployment", deployment.view());
    view.put("read_capacity", readCapacity.view());
    vectors.putInto(view);
    return view;
  }

  /// Reads what [#view] writes.
  public static IndexEntry read(JsonBody body) {
    return new IndexEntry(
        body.optionalText("id").map(UUID::fromString).orElseGet(UUID::randomUUID),
        body.count("port").orElse(0),
        Deployment.read(body.object("deployment")),
        ReadCapacity.read(body.optionalObject("read_capacity")),
        VectorSource.read(body));
  }
}
