package dev.pictor.pinecone.index;

import dev.pictor.store.CollectionSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// What is known of an index beside its collection: the traits are kept with the collection, id and
/// port by each server.
///
/// @param id never used twice, unlike the name
/// @param port of its own, taken again while it is free; 0 when none was ever opened
public record IndexEntry(UUID id, int port, IndexTraits traits) {

  /// Of an index that is to be made.
  public static IndexEntry fresh(
      Deployment deployment, ReadCapacity readCapacity, VectorSource vectors) {
    return fresh(new IndexTraits(deployment, readCapacity, vectors));
  }

  private static IndexEntry fresh(IndexTraits traits) {
    return new IndexEntry(UUID.randomUUID(), 0, traits);
  }

  /// Of another index that is otherwise the same.
  public IndexEntry copied() {
    return fresh(traits);
  }

  /// Of an index that may be gone, as it was told with its collection.
  ///
  /// @throws dev.pictor.error.CorruptStore when that cannot be read
  public static IndexEntry unknown(CollectionSpec collection) {
    return new IndexEntry(
        new UUID(0, 0), 0, IndexTraits.of(collection).orElseGet(IndexTraits::standard));
  }

  public IndexEntry withId(UUID changed) {
    return new IndexEntry(changed, port, traits);
  }

  public Deployment deployment() {
    return traits.deployment();
  }

  public ReadCapacity readCapacity() {
    return traits.readCapacity();
  }

  public VectorSource vectors() {
    return traits.vectors();
  }

  public IndexEntry withDeployment(Deployment changed) {
    return new IndexEntry(id, port, new IndexTraits(changed, readCapacity(), vectors()));
  }

  public IndexEntry withReadCapacity(ReadCapacity changed) {
    return new IndexEntry(id, port, new IndexTraits(deployment(), changed, vectors()));
  }

  public IndexEntry withVectors(VectorSource changed) {
    return new IndexEntry(id, port, new IndexTraits(deployment(), readCapacity(), changed));
  }

  /// As our own files keep it.
  public Map<String, Object> view() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", id.toString());
    view.put("port", port);
    view.putAll(traits.view());
    return view;
  }

  /// Reads what [#view] writes.
  public static IndexEntry read(JsonBody body) {
    return new IndexEntry(
        body.optionalText("id").map(UUID::fromString).orElseGet(UUID::randomUUID),
        body.count("port").orElse(0),
        IndexTraits.read(body));
  }
}
