package dev.pictor.pinecone.control;

import static dev.pictor.http.Route.administers;
import static dev.pictor.http.Route.reads;

import dev.pictor.error.Conflict;
import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.http.Call;
import dev.pictor.http.HttpFailure;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.pinecone.backup.IndexCopies;
import dev.pictor.pinecone.backup.IndexCopy;
import dev.pictor.pinecone.backup.RestoreJob;
import dev.pictor.pinecone.index.Dialect;
import dev.pictor.pinecone.index.IndexEntry;
import dev.pictor.pinecone.index.Indexes;
import dev.pictor.pinecone.index.JsonBody;
import dev.pictor.pinecone.index.ReadCapacity;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Backups and restore jobs.
final class BackupRoutes {

  private static final String OF_INDEX = "/indexes/{name}/backups";
  private static final String ALL = "/backups";
  private static final String ONE = ALL + "/{id}";
  private static final String JOBS = "/restore-jobs";

  private final Indexes indexes;
  private final IndexCopies copies;

  BackupRoutes(Indexes indexes, IndexCopies copies) {
    this.indexes = indexes;
    this.copies = copies;
  }

  List<Route> routes() {
    return List.of(
        reads(Method.GET, OF_INDEX, this::listOfIndex),
        administers(Method.POST, OF_INDEX, this::create),
        reads(Method.GET, ALL, call -> reply(call, copies.list(IndexCopy.Kind.BACKUP))),
        reads(Method.GET, ONE, call -> Reply.json(view(call, copies.backup(id(call))))),
        administers(Method.DELETE, ONE, this::delete),
        administers(Method.POST, ONE + "/create-index", this::restore),
        reads(
            Method.GET,
            JOBS,
            call ->
                Pages.reply(call, copies.restoreJobs(), BackupRoutes::key, CopyViews::restoreJob)),
        reads(
            Method.GET,
            JOBS + "/{id}",
            call -> Reply.json(CopyViews.restoreJob(copies.restoreJob(id(call))))));
  }

  private static String id(Call call) {
    return call.pathValue("id");
  }

  private static String key(RestoreJob job) {
    return Pages.key(job.created(), job.id().toString());
  }

  private static Map<String, Object> view(Call call, IndexCopy copy) {
    return CopyViews.backup(copy, Dialect.of(call.header(Dialect.HEADER)));
  }

  /// One page of backups.
  static Reply reply(Call call, List<IndexCopy> backups) {
    return Pages.reply(
        call,
        backups,
        copy -> Pages.key(copy.snapshot().created(), copy.id()),
        copy -> view(call, copy));
  }

  /// Those of an index that is there, or with `include_deleted` of all that had the name.
  private Reply listOfIndex(Call call) {
    String name = call.pathValue("name");
    boolean deletedToo = call.query("include_deleted").filter("true"::equals).isPresent();
    Optional<UUID> present =
        deletedToo ? Optional.empty() : Optional.of(indexes.get(name).entry().id());
    return reply(
        call,
        copies.list(IndexCopy.Kind.BACKUP).stream()
            .filter(copy -> copy.snapshot().source().name().equals(name))
            .filter(copy -> present.isEmpty() || present.get().equals(copy.source().id()))
            .toList());
  }

  /// Answers 200 where the specification has 201: Go's client takes nothing else, the others do.
  private Reply create(Call call) throws IOException {
    JsonBody body = JsonBody.of(call);
    IndexCopy made =
        copies.createBackup(
            call.pathValue("name"),
            body.optionalText("name").orElse(""),
            body.optionalText("description").orElse(""));
    return Reply.json(200, view(call, made));
  }

  private Reply delete(Call call) {
    delete(
        copies, copies.backup(id(call)), "Unable to delete a backup. A restore of it is pending: ");
    return Reply.accepted();
  }

  /// @throws HttpFailure 412 while it is being restored
  static void delete(IndexCopies copies, IndexCopy copy, String refusal) {
    try {
      copies.delete(copy);
    } catch (Conflict e) {
      throw new HttpFailure(412, Diagnosis.of(ErrorCode.CONFLICT), refusal + copy.id());
    }
  }

  private Reply restore(Call call) throws IOException {
    JsonBody body = JsonBody.of(call);
    Optional<JsonBody> capacity = body.optionalObject("read_capacity");
    Map<String, String> tags = body.textMap("tags");
    boolean isProtected = IndexBodies.protection(body).orElse(false);
    RestoreJob job =
        copies.restoreBackup(
            id(call),
            IndexBodies.name(body.text("name")),
            entry -> withCapacity(entry, capacity),
            settings -> settings.withTags(tags).withDeletionProtected(isProtected));
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("restore_job_id", job.id().toString());
    view.put("index_id", job.targetId().toString());
    return Reply.json(202, view);
  }

  private static IndexEntry withCapacity(IndexEntry entry, Optional<JsonBody> capacity) {
    return capacity.isPresent() ? entry.withReadCapacity(ReadCapacity.read(capacity)) : entry;
  }
}
