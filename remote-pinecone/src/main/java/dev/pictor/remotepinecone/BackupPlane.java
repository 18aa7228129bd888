package dev.pictor.remotepinecone;

import static dev.pictor.remotepinecone.ControlChannel.VERSION;

import dev.pictor.error.NotFound;
import dev.pictor.remotepinecone.ControlChannel.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;
import org.openapitools.db_control.client.ApiException;
import org.openapitools.db_control.client.api.ManageIndexesApi;
import org.openapitools.db_control.client.model.CreateBackupRequest;
import org.openapitools.db_control.client.model.CreateIndexFromBackupRequest;
import tools.jackson.databind.JsonNode;

/// The backups of a service, and the indexes that it makes of them. A service that knows no backups
/// answers as if there were none. Thread-safe.
final class BackupPlane {

  private static final int PAGE = 100;

  /// Answers of services that have no such route.
  private static final Set<Integer> NO_ROUTE = Set.of(404, 405, 501);

  /// The same, and what Pinecone answers to keys and plans that have no backups.
  private static final Set<Integer> NONE_TO_SEE = Set.of(403, 404, 405, 501);

  private final ControlChannel channel;
  private final ManageIndexesApi api;

  BackupPlane(ControlChannel channel) {
    this.channel = channel;
    this.api = channel.api();
  }

  /// @param none the statuses of answers that say that there is no such thing
  private <R> R ask(Set<Integer> none, Request<R> request) {
    return channel.send(
        () -> {
          try {
            return request.send();
          } catch (ApiException e) {
            if (none.contains(e.getCode())) {
              throw new NotFound("backups: none, status " + e.getCode(), e);
            }
            throw e;
          }
        });
  }

  private JsonNode json(Request<Call> request) {
    return ask(NO_ROUTE, () -> ControlChannel.json(request.send()));
  }

  private static <R> Optional<R> found(Supplier<R> asking) {
    try {
      return Optional.of(asking.get());
    } catch (NotFound e) {
      return Optional.empty();
    }
  }

  /// Begins a backup; it may be finished already.
  ///
  /// @param name none when empty
  /// @param description none when empty
  /// @throws NotFound when there is no such index, or the service makes no backups
  RemoteBackup create(String index, String name, String description) {
    CreateBackupRequest request = new CreateBackupRequest();
    if (!name.isEmpty()) {
      request.name(name);
    }
    if (!description.isEmpty()) {
      request.description(description);
    }
    return new RemoteBackup(
        json(() -> channel.patientApi().createBackupCall(VERSION, index, request, null)));
  }

  /// All that the key may see.
  List<RemoteBackup> list() {
    List<RemoteBackup> all = new ArrayList<>();
    Optional<String> from = Optional.of("");
    while (from.isPresent()) {
      String token = from.get();
      Optional<JsonNode> page = page(token.isEmpty() ? null : token);
      page.ifPresent(each -> each.path("data").forEach(one -> all.add(new RemoteBackup(one))));
      from =
          page.map(each -> each.path("pagination").path("next").asString(""))
              .filter(next -> !next.isEmpty() && !next.equals(token));
    }
    return all;
  }

  private Optional<JsonNode> page(@Nullable String token) {
    return found(
        () ->
            ask(
                NONE_TO_SEE,
                () -> ControlChannel.json(api.listProjectBackupsCall(VERSION, PAGE, token, null))));
  }

  Optional<RemoteBackup> describe(String id) {
    return found(() -> json(() -> api.describeBackupCall(VERSION, id, null)))
        .map(RemoteBackup::new);
  }

  /// @throws NotFound when there is none
  /// @throws dev.pictor.error.Conflict while an index is made of it
  void delete(String id) {
    boolean _ =
        ask(
            NO_ROUTE,
            () -> {
              api.deleteBackup(VERSION, id);
              return true;
            });
  }

  /// Begins to make an index, not protected from deletion.
  ///
  /// @return the id of the job that makes it
  /// @throws NotFound when there is no such backup
  /// @throws dev.pictor.error.Conflict when the name is taken
  String restore(String id, String index, Map<String, String> tags) {
    CreateIndexFromBackupRequest request =
        new CreateIndexFromBackupRequest()
            .name(index)
            .tags(tags)
            .deletionProtection(IndexSpecs.protection(false));
    return json(() ->
            channel.patientApi().createIndexFromBackupOperationCall(VERSION, id, request, null))
        .path("restore_job_id")
        .asString("");
  }

  /// What the service says of the state of a job; empty when it does not remember it.
  Optional<String> restoreStatus(String job) {
    return found(() -> json(() -> api.describeRestoreJobCall(VERSION, job, null)))
        .map(each -> each.path("status").asString(""));
  }
}
