package dev.pictor.cli;

import dev.pictor.clip.EmbeddingService;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.clip.ModelManifest;
import dev.pictor.endpoint.EndpointModel;
import dev.pictor.endpoint.EndpointSettings;
import dev.pictor.error.ServiceException;
import dev.pictor.files.DataFolder;
import dev.pictor.follow.FollowSettings;
import dev.pictor.follow.Follower;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureLimits;
import dev.pictor.server.FollowMark;
import dev.pictor.server.ServerConfig;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.ModelBinding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// What `pictor doctor` finds about a server that follows another: how far its copies are, whether
/// the leader answers, and whether the models are here that texts and pictures are searched with.
/// Stateless.
final class FollowerFindings {

  /// As the alert for followers has it.
  private static final double LATE_SECONDS = 120;

  private static final String WHAT = "follower";

  private FollowerFindings() {}

  /// Nothing for a server that follows nobody.
  ///
  /// @param holder of the data folder
  static List<Finding> of(ServerConfig config, Optional<DataFolder.Holder> holder) {
    Optional<String> leader = FollowMark.leaderOf(config.data());
    List<Finding> findings = new ArrayList<>();
    if (leader.isPresent()) {
      findings.add(
          Connection.running(holder, Connection.environmentKey())
              .map(FollowerFindings::lag)
              .orElseGet(() -> stopped(config.data(), leader.get())));
    }
    config.follow().ifPresent(settings -> findings.addAll(leader(config, settings)));
    return findings;
  }

  private static Finding stopped(Path data, String leader) {
    return Finding.well(WHAT, "%s has copies of %s, not running".formatted(data, leader));
  }

  private static Finding lag(ApiClient running) {
    JsonNode state;
    try {
      state = running.get("/api/v1/replication");
    } catch (CommandFailed e) {
      return new Finding(WHAT, "its lag is not known", String.valueOf(e.getMessage()));
    }
    double lag = state.path("lagSeconds").asDouble(0);
    String found =
        "copy of %s, %s, commits behind: %d"
            .formatted(
                state.path("leader").asString(""),
                state.has("synced")
                    ? "%.1f s old".formatted(lag)
                    : "not brought up to date since its start %.0f s ago".formatted(lag),
                state.path("versionsBehind").asLong(0));
    if (state.has("problem")) {
      return new Finding(WHAT, found, state.path("problem").asString(""));
    }
    return lag <= LATE_SECONDS
        ? Finding.well(WHAT, found)
        : new Finding(
            WHAT, found, "Look at the network to the leader, and at the disks of both machines.");
  }

  private static List<Finding> leader(ServerConfig config, FollowSettings settings) {
    long start = System.nanoTime();
    List<CollectionSpec> there;
    try {
      there = Follower.collectionsOf(settings);
    } catch (ServiceException e) {
      return List.of(new Finding("leader", settings.leader().toString(), e.reason()));
    }
    String found =
        "%s, collections: %d, answered in %d ms"
            .formatted(settings.leader(), there.size(), (System.nanoTime() - start) / 1_000_000);
    return List.of(Finding.well("leader", found), models(config, there));
  }

  /// Whether the model of each collection can be used here.
  private static Finding models(ServerConfig config, List<CollectionSpec> there) {
    Set<String> here = fingerprints(config);
    Map<String, Set<String>> missing = new TreeMap<>();
    Set<String> needed = new TreeSet<>();
    for (CollectionSpec spec : there) {
      if (spec.model() instanceof ModelBinding.Bound bound) {
        needed.add(bound.model());
        if (!here.contains(bound.fingerprint().hex())) {
          missing.computeIfAbsent(bound.model(), _ -> new TreeSet<>()).add(spec.name());
        }
      }
    }
    if (missing.isEmpty()) {
      return Finding.well(
          "models there",
          needed.isEmpty() ? "none needed" : String.join(", ", needed) + ", here too");
    }
    List<String> words =
        missing.entrySet().stream()
            .map(each -> "%s (%s)".formatted(each.getKey(), String.join(", ", each.getValue())))
            .toList();
    return new Finding(
        "models there",
        "not here: " + String.join(", ", words),
        "Texts and pictures find nothing in these collections. Install the same models (pictor models pull NAME, or models add), or have the leader compute: --embedder URL.");
  }

  private static Set<String> fingerprints(ServerConfig config) {
    Set<String> here = new HashSet<>();
    ModelCatalog.onClassPath()
        .withInstalled(config.data().resolve(DataFolder.MODELS))
        .list()
        .stream()
        .map(ModelManifest::fingerprint)
        .forEach(each -> here.add(each.hex()));
    config.embedder().ifPresent(settings -> here.addAll(ofService(settings)));
    return here;
  }

  private static Set<String> ofService(EndpointSettings settings) {
    PictureDecoder decoder = new PictureDecoder(PictureLimits.defaults());
    try (EndpointModel remote = EndpointModel.of(settings, decoder);
        EmbeddingService service = remote.reach()) {
      return Set.of(service.model().fingerprint().hex());
    } catch (ServiceException e) {
      return Set.of(); // why is told of the embedder itself
    }
  }
}
