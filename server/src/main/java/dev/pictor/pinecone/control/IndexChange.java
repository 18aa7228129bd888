package dev.pictor.pinecone.control;

import dev.pictor.error.InvalidRequest;
import dev.pictor.pinecone.index.Deployment;
import dev.pictor.pinecone.index.IndexEntry;
import dev.pictor.pinecone.index.JsonBody;
import dev.pictor.pinecone.index.ReadCapacity;
import dev.pictor.store.CollectionSettings;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What of an index is asked to change, in either dialect; what is not named stays. Immutable.
final class IndexChange {

  private final Map<String, String> tags;
  private final Optional<Boolean> protection;
  private final Optional<JsonBody> pod;
  private final Optional<ReadCapacity> readCapacity;
  private final Optional<JsonBody> embedding;

  private IndexChange(
      Map<String, String> tags,
      Optional<Boolean> protection,
      Optional<JsonBody> pod,
      Optional<ReadCapacity> readCapacity,
      Optional<JsonBody> embedding) {
    this.tags = tags;
    this.protection = protection;
    this.pod = pod;
    this.readCapacity = readCapacity;
    this.embedding = embedding;
  }

  static IndexChange read(JsonBody body) {
    Optional<JsonBody> spec = body.optionalObject("spec");
    Optional<JsonBody> capacity =
        spec.flatMap(
                each -> each.optionalObject("serverless").or(() -> each.optionalObject("byoc")))
            .flatMap(each -> each.optionalObject("read_capacity"))
            .or(() -> body.optionalObject("read_capacity"));
    return new IndexChange(
        body.textMap("tags"),
        IndexBodies.protection(body),
        spec.flatMap(each -> each.optionalObject("pod"))
            .or(() -> body.optionalObject("deployment")),
        capacity.map(each -> ReadCapacity.read(Optional.of(each))),
        body.optionalObject("embed"));
  }

  /// How this server is to make the vectors from now on, if it is.
  Optional<JsonBody> embedding() {
    return embedding;
  }

  CollectionSettings applyTo(CollectionSettings settings) {
    return settings
        .withTags(tags)
        .withDeletionProtected(protection.orElse(settings.deletionProtected()));
  }

  /// @throws InvalidRequest when the deployment cannot become that
  IndexEntry applyTo(IndexEntry entry) {
    IndexEntry changed = readCapacity.map(entry::withReadCapacity).orElse(entry);
    return pod.isEmpty() ? changed : changed.withDeployment(scaled(entry.deployment(), pod.get()));
  }

  private static Deployment scaled(Deployment deployment, JsonBody change) {
    @Nullable Integer replicas = change.count("replicas").orElse(null);
    @Nullable String type = change.optionalText("pod_type").orElse(null);
    if (!(deployment instanceof Deployment.Pod pod)) {
      if (replicas == null && type == null) {
        return deployment;
      }
      throw new InvalidRequest("Cannot scale an index that does not run on pods");
    }
    if (replicas != null && replicas == 0) {
      throw new InvalidRequest("replicas: 0 (expected: 1 or more)");
    }
    if (type != null) {
      requireGrowth(pod.podType(), type);
    }
    return pod.scaled(replicas, type);
  }

  private static void requireGrowth(String from, String to) {
    if (!base(from).equals(base(to))) {
      throw new InvalidRequest(
          "Bad request: a change of pod type is not possible: %s to %s (expected: the same type in another size)"
              .formatted(from, to));
    }
    if (size(to) < size(from)) {
      throw new InvalidRequest(
          "Bad request: Cannot scale down an index, only up: %s to %s".formatted(from, to));
    }
  }

  private static String base(String type) {
    return type.replaceFirst("\\..*", "");
  }

  private static int size(String type) {
    String size = type.replaceFirst("^[^.]*\\.?x?", "");
    return size.matches("[0-9]{1,3}") ? Integer.parseInt(size) : 1;
  }
}
