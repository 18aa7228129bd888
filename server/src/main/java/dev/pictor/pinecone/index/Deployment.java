package dev.pictor.pinecone.index;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where and on what a client believes that its index runs. Kept and shown; it changes nothing.
public sealed interface Deployment {

  /// Serverless, or managed as the newer dialect has it.
  record Managed(String cloud, String region) implements Deployment {}

  /// In a cloud of the client's own.
  record Byoc(String environment) implements Deployment {}

  /// On pods.
  ///
  /// @param podType such as `p1.x1`
  /// @param indexType a hint that old programs send, such as `PQ8`; empty for none
  record Pod(
      String environment, String podType, int replicas, int shards, int pods, String indexType)
      implements Deployment {

    /// Reads what [#fields] writes, and requests; counts default to 1.
    public static Pod read(JsonBody body) {
      int replicas = body.count("replicas").orElse(1);
      int shards = body.count("shards").orElse(1);
      return new Pod(
          body.text("environment"),
          body.text("pod_type"),
          replicas,
          shards,
          body.count("pods").orElse(shards * replicas),
          body.optionalText("index_type").orElse(""));
    }

    /// As both dialects write it.
    public Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("environment", environment);
      fields.put("pod_type", podType);
      fields.put("replicas", replicas);
      fields.put("shards", shards);
      fields.put("pods", pods);
      if (!indexType.isEmpty()) {
        fields.put("index_type", indexType);
      }
      return fields;
    }

    /// @param replicas null keeps the number
    /// @param podType null keeps the type
    public Pod scaled(@Nullable Integer replicas, @Nullable String podType) {
      int changed = replicas == null ? this.replicas : replicas;
      return new Pod(
          environment,
          podType == null ? this.podType : podType,
          changed,
          shards,
          shards * changed,
          indexType);
    }
  }

  /// What an index has that nobody deployed.
  static Deployment standard() {
    return new Managed("aws", "us-east-1");
  }

  /// As the newer dialect and our own file write it.
  default Map<String, Object> view() {
    Map<String, Object> view = new LinkedHashMap<>();
    switch (this) {
      case Managed(String cloud, String region) -> {
        view.put("deployment_type", "managed");
        view.put("cloud", cloud);
        view.put("region", region);
      }
      case Byoc(String environment) -> {
        view.put("deployment_type", "byoc");
        view.put("environment", environment);
      }
      case Pod pod -> {
        view.put("deployment_type", "pod");
        view.putAll(pod.fields());
      }
    }
    return view;
  }

  /// Reads what [#view] writes.
  static Deployment read(JsonBody body) {
    String type = body.text("deployment_type");
    return switch (type) {
      case "managed" -> new Managed(body.text("cloud"), body.text("region"));
      case "byoc" -> new Byoc(body.text("environment"));
      case "pod" -> Pod.read(body);
      default -> throw body.wrong("deployment_type", type, "one of managed, byoc, pod");
    };
  }
}
