package dev.pictor.api;

import static dev.pictor.http.Route.administers;
import static dev.pictor.http.Route.reads;

import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.http.Call;
import dev.pictor.http.JsonFields;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.store.Backups;
import dev.pictor.store.Snapshot;
import dev.pictor.store.Snapshots;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Snapshots of collections, and their copies in folders of the server's machine.
final class SnapshotRoutes {

  private static final String ALL = Views.PREFIX + "/snapshots";
  private static final String ONE = ALL + "/{id}";

  private final NativeApi.Parts parts;

  SnapshotRoutes(NativeApi.Parts parts) {
    this.parts = parts;
  }

  List<Route> routes() {
    return List.of(
        reads(Method.GET, ALL, call -> list()),
        administers(Method.POST, Views.PREFIX + "/collections/{name}/snapshots", this::create),
        reads(Method.GET, ONE, this::get),
        administers(Method.DELETE, ONE, this::delete),
        administers(Method.POST, ONE + "/restore", this::restore),
        administers(Method.POST, ONE + "/backup", this::save),
        administers(Method.POST, Views.PREFIX + "/backups/restore", this::restoreBackup));
  }

  private Snapshots snapshots() {
    return parts
        .catalog()
        .snapshots()
        .orElseThrow(
            () ->
                new InvalidRequest(
                    "snapshots: this store makes none (expected: one that does, see docs/stores.md). Copy the collection instead: pictor copy."));
  }

  private Backups backups() {
    return parts
        .catalog()
        .backups()
        .orElseThrow(
            () ->
                new InvalidRequest(
                    "backups: this store makes none (expected: the embedded store). Copy collections into a data folder instead: pictor copy."));
  }

  private Reply list() {
    List<Snapshot> all = parts.catalog().snapshots().map(Snapshots::list).orElse(List.of());
    return Reply.json(Map.of("snapshots", all.stream().map(CollectionViews::snapshot).toList()));
  }

  private Reply create(Call call) throws IOException {
    JsonFields fields = call.jsonFields();
    String name = fields.optionalText("name").orElse("");
    String description = fields.optionalText("description").orElse("");
    fields.refuseOthers();
    Snapshot made = snapshots().create(call.pathValue("name"), name, description);
    return Reply.json(201, CollectionViews.snapshot(made)).with("Location", ALL + "/" + made.id());
  }

  private Reply get(Call call) {
    String id = call.pathValue("id");
    return Reply.json(
        CollectionViews.snapshot(
            snapshots()
                .find(id)
                .orElseThrow(
                    () -> new NotFound("snapshot: " + id + " (expected: the id of one)"))));
  }

  private Reply delete(Call call) {
    snapshots().delete(call.pathValue("id"));
    return Reply.noContent();
  }

  private Reply restore(Call call) throws IOException {
    JsonFields fields = call.jsonFields();
    String collection = fields.text("collection");
    fields.refuseOthers();
    return restored(snapshots().restore(call.pathValue("id"), collection).spec().name());
  }

  private Reply save(Call call) throws IOException {
    JsonFields fields = call.jsonFields();
    Path folder = folder(fields);
    fields.refuseOthers();
    backups().save(call.pathValue("id"), folder);
    return Reply.json(Map.of("folder", folder.toString()));
  }

  private Reply restoreBackup(Call call) throws IOException {
    JsonFields fields = call.jsonFields();
    Path folder = folder(fields);
    String collection = fields.text("collection");
    fields.refuseOthers();
    return restored(backups().restore(folder, collection).spec().name());
  }

  private Reply restored(String collection) {
    return Reply.json(201, CollectionViews.collection(parts.catalog().get(collection)))
        .with("Location", Views.PREFIX + "/collections/" + collection);
  }

  private static Path folder(JsonFields fields) {
    String text = fields.text("folder");
    try {
      Path folder = Path.of(text);
      if (folder.isAbsolute()) {
        return folder;
      }
    } catch (InvalidPathException e) {
      // Told below, in the same words as any other.
    }
    throw new InvalidRequest(
        "folder: %s (expected: the whole path of a folder on the server's machine)"
            .formatted(text));
  }
}
