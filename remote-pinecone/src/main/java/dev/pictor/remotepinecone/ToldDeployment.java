package dev.pictor.remotepinecone;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.openapitools.db_control.client.model.IndexModel;
import org.openapitools.db_control.client.model.IndexModelBYOC;
import org.openapitools.db_control.client.model.IndexModelPodBased;
import org.openapitools.db_control.client.model.IndexModelServerless;
import org.openapitools.db_control.client.model.PodSpec;
import org.openapitools.db_control.client.model.ServerlessSpecResponse;
import tools.jackson.databind.json.JsonMapper;

/// Where a service says that an index runs, as the annotation in which servers of Pictor keep what
/// clients said of it (`docs/format.md`), for indexes whose tags have none. Stateless.
final class ToldDeployment {

  private static final String ANNOTATION = "pinecone";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ToldDeployment() {}

  /// Adds the annotation, unless it is there or the place is that of indexes of which nothing is
  /// said, `us-east-1` of `aws`.
  static void addTo(SortedMap<String, String> annotations, IndexModel index) {
    if (!annotations.containsKey(ANNOTATION)) {
      deployment(index)
          .map(each -> JSON.writeValueAsString(Map.of("deployment", each)))
          .ifPresent(text -> annotations.put(ANNOTATION, text));
    }
  }

  private static Optional<Map<String, Object>> deployment(IndexModel index) {
    return switch (index.getSpec().getActualInstance()) {
      case IndexModelServerless kind -> managed(kind.getServerless());
      case IndexModelPodBased kind -> Optional.of(pod(kind.getPod()));
      case IndexModelBYOC kind ->
          Optional.of(
              Map.of("deployment_type", "byoc", "environment", kind.getByoc().getEnvironment()));
      case null, default -> Optional.empty();
    };
  }

  private static Optional<Map<String, Object>> managed(ServerlessSpecResponse place) {
    return place.getCloud().equals("aws") && place.getRegion().equals("us-east-1")
        ? Optional.empty()
        : Optional.of(
            Map.of(
                "deployment_type", "managed",
                "cloud", place.getCloud(),
                "region", place.getRegion()));
  }

  private static Map<String, Object> pod(PodSpec spec) {
    Map<String, Object> pod = new LinkedHashMap<>();
    pod.put("deployment_type", "pod");
    pod.put("environment", spec.getEnvironment());
    pod.put("pod_type", spec.getPodType());
    pod.put("replicas", spec.getReplicas());
    pod.put("shards", spec.getShards());
    pod.put("pods", spec.getPods());
    return pod;
  }
}
