package dev.pictor.pinecone.index;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The read capacity that a client asked for. Kept and shown; it changes nothing.
public sealed interface ReadCapacity {

  record OnDemand() implements ReadCapacity {}

  /// Nodes of its own, scaled by hand.
  record Dedicated(String nodeType, int replicas, int shards) implements ReadCapacity {}

  /// Reads what a request or [#view] has.
  ///
  /// @param body absent for [OnDemand]
  static ReadCapacity read(Optional<JsonBody> body) {
    if (body.isEmpty()) {
      return new OnDemand();
    }
    String mode = body.get().text("mode");
    return switch (mode) {
      case "OnDemand" -> new OnDemand();
      case "Dedicated" -> {
        JsonBody dedicated = body.get().object("dedicated");
        Optional<JsonBody> manual = dedicated.optionalObject("manual");
        yield new Dedicated(
            dedicated.optionalText("node_type").orElse("b1"),
            manual.flatMap(each -> each.count("replicas")).orElse(1),
            manual.flatMap(each -> each.count("shards")).orElse(1));
      }
      default -> throw body.get().wrong("mode", mode, "OnDemand or Dedicated");
    };
  }

  /// As both dialects answer it, at rest.
  default Map<String, Object> view() {
    Map<String, Object> view = new LinkedHashMap<>();
    switch (this) {
      case OnDemand() -> {
        view.put("mode", "OnDemand");
        view.put("status", Map.of("state", "Ready"));
      }
      case Dedicated(String nodeType, int replicas, int shards) -> {
        Map<String, Object> manual = new LinkedHashMap<>();
        manual.put("replicas", replicas);
        manual.put("shards", shards);
        Map<String, Object> dedicated = new LinkedHashMap<>();
        dedicated.put("node_type", nodeType);
        dedicated.put("scaling", "Manual");
        dedicated.put("manual", manual);
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("state", "Ready");
        status.put("current_replicas", replicas);
        status.put("current_shards", shards);
        view.put("mode", "Dedicated");
        view.put("dedicated", dedicated);
        view.put("status", status);
      }
    }
    return view;
  }
}
