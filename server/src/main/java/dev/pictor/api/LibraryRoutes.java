package dev.pictor.api;

import static dev.pictor.http.Route.reads;
import static dev.pictor.http.Route.writes;

import dev.pictor.clip.ModelUse;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.http.Call;
import dev.pictor.http.JsonFields;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.library.LibrarySpec;
import dev.pictor.library.PhotoLibrary;
import dev.pictor.library.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The folders of a collection: which, what is passed over, and whether they are followed.
final class LibraryRoutes {

  private static final String LIBRARY = Views.PREFIX + "/collections/{name}/library";
  private static final String FOLDERS = LIBRARY + "/folders";

  private final NativeApi.Parts parts;

  LibraryRoutes(NativeApi.Parts parts) {
    this.parts = parts;
  }

  List<Route> routes() {
    return List.of(
        reads(Method.GET, LIBRARY, call -> reply(call.pathValue("name"))),
        writes(Method.PATCH, LIBRARY, this::change),
        writes(Method.POST, FOLDERS, this::add),
        writes(Method.DELETE, FOLDERS, this::remove));
  }

  private Reply reply(String collection) {
    PhotoLibrary library = parts.libraries().get(collection);
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("folders", library.spec().folders().stream().map(LibraryRoutes::folder).toList());
    view.put("configured", parts.libraries().isConfigured(collection));
    view.put("exclude", library.spec().exclude());
    parts.syncs().status(collection).ifPresent(status -> view.put("sync", Views.sync(status)));
    return Reply.json(view);
  }

  private static Map<String, Object> folder(Path folder) {
    return Map.of("path", folder.toString(), "there", Files.isDirectory(folder));
  }

  /// What is not named stays.
  private Reply change(Call call) throws IOException {
    String collection = call.pathValue("name");
    JsonFields fields = call.jsonFields();
    Optional<Boolean> paused =
        fields.has("paused") ? Optional.of(fields.flag("paused", false)) : Optional.empty();
    Optional<List<String>> exclude =
        fields.has("exclude") ? Optional.of(fields.texts("exclude")) : Optional.empty();
    fields.refuseOthers();
    if (paused.isEmpty() && exclude.isEmpty()) {
      throw new InvalidRequest("body: nothing to change (expected: paused or exclude)");
    }
    paused.ifPresent(wanted -> parts.syncs().pause(collection, wanted));
    if (exclude.isPresent()) {
      LibrarySpec spec = parts.libraries().get(collection).spec();
      if (!spec.exclude().equals(exclude.get())) {
        parts.jobs().stopIndexing(collection);
        open(collection, spec.withExclude(exclude.get()));
      }
    }
    return reply(collection);
  }

  /// What follows the folders begins anew with a look at everything.
  private void open(String collection, LibrarySpec spec) {
    try (ModelUse use = parts.models().use(parts.modelOf(collection))) {
      PhotoLibrary _ = parts.libraries().open(collection, spec, use.embedder());
    }
  }

  private Reply add(Call call) throws IOException {
    String collection = call.pathValue("name");
    JsonFields fields = call.jsonFields();
    Path folder = JobRoutes.path(fields.text("path"));
    fields.refuseOthers();
    requireChangeable(collection);
    if (!Files.isDirectory(folder)) {
      throw new InvalidRequest(
          "path: %s (expected: a folder that the server can see)".formatted(folder));
    }
    LibrarySpec spec = parts.libraries().specOf(collection);
    if (spec.folders().contains(folder)) {
      throw new Conflict(
          "path: %s is in the library already (expected: another)".formatted(folder));
    }
    List<Path> folders = new ArrayList<>(spec.folders());
    folders.add(folder);
    return start(collection, spec.withFolders(folders));
  }

  private Reply remove(Call call) {
    String collection = call.pathValue("name");
    Path folder =
        JobRoutes.path(
            call.query("path")
                .orElseThrow(
                    () -> new InvalidRequest("path: missing (expected: a folder of the library)")));
    String records = call.query("records").orElse("remove");
    if (!records.equals("remove") && !records.equals("keep")) {
      throw new InvalidRequest("records: %s (expected: remove or keep)".formatted(records));
    }
    PhotoLibrary library = parts.libraries().get(collection);
    requireChangeable(collection);
    if (!library.spec().folders().contains(folder)) {
      throw new NotFound(
          "path: %s (expected: one of %s)".formatted(folder, library.spec().folders()));
    }
    parts.jobs().stopIndexing(collection);
    if (records.equals("keep")) {
      library.release(folder);
    }
    List<Path> others =
        library.spec().folders().stream().filter(each -> !each.equals(folder)).toList();
    return start(collection, library.spec().withFolders(others));
  }

  /// Those of the settings come back at the next start.
  private void requireChangeable(String collection) {
    if (parts.libraries().isConfigured(collection)) {
      throw new Conflict(
          "collection: %s has the folders of the setting photos (expected: another collection). Change --photos, or name another collection."
              .formatted(collection));
    }
  }

  private Reply start(String collection, LibrarySpec spec) {
    parts.jobs().stopIndexing(collection);
    ModelUse use = parts.models().use(parts.modelOf(collection));
    try {
      PhotoLibrary library = parts.libraries().open(collection, spec, use.embedder());
      Job job =
          parts
              .jobs()
              .startIndexing(
                  collection,
                  Job.Trigger.REQUEST,
                  CompletableFuture.completedFuture(use),
                  _ -> library,
                  new Scope.Everything());
      return JobRoutes.started(job);
    } catch (RuntimeException e) {
      use.close();
      throw e;
    }
  }
}
