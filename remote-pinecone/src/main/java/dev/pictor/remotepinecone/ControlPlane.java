package dev.pictor.remotepinecone;

import static dev.pictor.remotepinecone.ControlChannel.VERSION;

import dev.pictor.error.NotFound;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openapitools.db_control.client.api.ManageIndexesApi;
import org.openapitools.db_control.client.model.ConfigureIndexRequest;
import org.openapitools.db_control.client.model.CreateIndexRequest;
import org.openapitools.db_control.client.model.IndexModel;

/// The indexes of a service. Thread-safe.
final class ControlPlane {

  private static final Duration MOST_FOR_NEW = Duration.ofMinutes(3);
  private static final String IN_THE_MAKING = "Initializing";

  private final ControlChannel channel;
  private final ManageIndexesApi api;

  ControlPlane(ControlChannel channel) {
    this.channel = channel;
    this.api = channel.api();
  }

  /// Those that are made; one that is still being made or restored is nobody's yet.
  List<IndexModel> list() {
    List<IndexModel> indexes = channel.send(() -> api.listIndexes(VERSION)).getIndexes();
    return indexes == null
        ? List.of()
        : indexes.stream().filter(each -> !isInTheMaking(each)).toList();
  }

  private static boolean isInTheMaking(IndexModel index) {
    return IN_THE_MAKING.equals(index.getStatus().getState()) && !isReady(index);
  }

  private static boolean isReady(IndexModel index) {
    return Boolean.TRUE.equals(index.getStatus().getReady());
  }

  Optional<IndexModel> describe(String name) {
    try {
      return Optional.of(channel.send(() -> api.describeIndex(VERSION, name)));
    } catch (NotFound e) {
      return Optional.empty();
    }
  }

  /// Returns once the index takes requests.
  ///
  /// @throws dev.pictor.error.Conflict when the name is taken
  IndexModel create(CreateIndexRequest request) {
    IndexModel made = channel.send(() -> api.createIndex(VERSION, request));
    return isReady(made) ? made : ready(request.getName(), MOST_FOR_NEW);
  }

  /// Returns once an index takes requests that is made already, or is being made.
  IndexModel ready(String name, Duration most) {
    return channel.await(
        "index: %s is not ready".formatted(name),
        most,
        () -> describe(name).filter(ControlPlane::isReady));
  }

  /// @param tags changes; an empty value takes a tag away
  IndexModel configure(String name, Map<String, String> tags, boolean deletionProtected) {
    ConfigureIndexRequest request =
        new ConfigureIndexRequest()
            .tags(tags)
            .deletionProtection(IndexSpecs.protection(deletionProtected));
    return channel.send(() -> api.configureIndex(VERSION, name, request));
  }

  /// Returns once the name is free.
  ///
  /// @throws NotFound when there is none
  /// @throws dev.pictor.error.Conflict when it is protected
  void delete(String name) {
    channel.send(
        () -> {
          api.deleteIndex(VERSION, name);
          return true;
        });
    boolean _ =
        channel.await(
            "index: %s is still there".formatted(name),
            MOST_FOR_NEW,
            () -> describe(name).isPresent() ? Optional.empty() : Optional.of(true));
  }
}
