package dev.pictor.api;

import static dev.pictor.http.Route.reads;
import static dev.pictor.http.Route.writes;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.ModelUse;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Call;
import dev.pictor.http.Json;
import dev.pictor.http.JsonFields;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.library.MetadataTable;
import dev.pictor.library.PhotoLibrary;
import dev.pictor.library.Scope;
import dev.pictor.metadata.Metadata;
import dev.pictor.search.Vocabulary;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Jobs: start, look, stop, follow.
final class JobRoutes {

  private static final String ALL = Views.PREFIX + "/jobs";
  private static final String ONE = ALL + "/{id}";
  // Without a sign of life for long, proxies cut the connection.
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

  private final NativeApi.Parts parts;

  JobRoutes(NativeApi.Parts parts) {
    this.parts = parts;
  }

  List<Route> routes() {
    return List.of(
        reads(Method.GET, ALL, call -> list()),
        writes(Method.POST, ALL, this::start),
        reads(Method.GET, ONE, call -> reply(200, parts.jobs().get(call.pathValue("id")))),
        writes(Method.DELETE, ONE, call -> reply(202, parts.jobs().dismiss(call.pathValue("id")))),
        reads(Method.GET, ONE + "/events", this::events));
  }

  static Reply started(Job job) {
    return reply(202, job).with("Location", ALL + "/" + job.id());
  }

  private static Reply reply(int status, Job job) {
    return Reply.json(status, Views.job(job));
  }

  private Reply list() {
    return Reply.json(Map.of("jobs", parts.jobs().list().stream().map(Views::job).toList()));
  }

  private Reply start(Call call) throws IOException {
    JsonFields fields = call.jsonFields();
    String type = fields.text("type");
    String collection = fields.text("collection");
    return started(
        switch (type) {
          case "index" -> index(fields, collection);
          case "tag" -> tag(fields, collection);
          default ->
              throw new InvalidRequest("type: " + type + " (expected: \"index\" or \"tag\")");
        });
  }

  private Job tag(JsonFields fields, String name) {
    Vocabulary vocabulary = VocabularyReader.read(fields);
    String namespace = fields.optionalText("namespace").orElse("");
    fields.refuseOthers();
    VectorCollection collection = parts.catalog().get(name);
    parts.jobs().requireIdle(name, Job.Kind.TAG);
    ModelUse use = parts.models().use(parts.modelOf(name));
    try {
      collection.requireModel(use.embedder().model().name(), use.embedder().fingerprint());
    } catch (RuntimeException e) {
      use.close();
      throw e;
    }
    return parts.jobs().startTagging(collection, namespace, vocabulary, use);
  }

  private Job index(JsonFields fields, String collection) {
    List<Path> folders = fields.texts("folders").stream().map(JobRoutes::path).toList();
    Optional<String> metadata = fields.optionalText("metadata");
    fields.refuseOthers();
    parts.jobs().makeWay(collection);
    parts.jobs().requireIdle(collection, Job.Kind.INDEX);
    return start(collection, folders, metadata);
  }

  private Job start(String collection, List<Path> folders, Optional<String> metadata) {
    ModelUse use = parts.models().use(parts.modelOf(collection));
    try {
      PhotoLibrary library = library(collection, folders, metadata, use.embedder());
      return parts
          .jobs()
          .startIndexing(
              collection,
              Job.Trigger.REQUEST,
              CompletableFuture.completedFuture(use),
              _ -> library,
              new Scope.Everything());
    } catch (RuntimeException e) {
      use.close();
      throw e;
    }
  }

  /// Opened anew, because the model may have been freed and loaded since.
  ///
  /// @param metadata path of a table, or empty for none; when absent the present table stays
  private PhotoLibrary library(
      String collection, List<Path> folders, Optional<String> metadata, Embedder embedder) {
    List<Path> all = folders.isEmpty() ? parts.libraries().foldersOf(collection) : folders;
    Optional<Path> table =
        metadata.isEmpty()
            ? parts.libraries().table(collection)
            : metadata.filter(text -> !text.isEmpty()).map(JobRoutes::path);
    // Faults in it are answered here and now, not by the job.
    Map<String, Metadata> _ = table.map(MetadataTable::read).orElse(Map.of());
    return parts.libraries().open(collection, all, table, embedder);
  }

  /// @throws InvalidRequest when it is no absolute path
  static Path path(String text) {
    try {
      Path path = Path.of(text);
      if (!path.isAbsolute()) {
        throw new InvalidRequest("path: " + text + " (expected: an absolute path of the server)");
      }
      return path.normalize();
    } catch (InvalidPathException e) {
      throw new InvalidRequest("path: " + text + " (expected: a path of the server)", e);
    }
  }

  private Reply events(Call call) {
    String id = parts.jobs().get(call.pathValue("id")).id();
    return Reply.stream("text/event-stream", out -> follow(id, out))
        .with("Cache-Control", "no-store")
        .with("X-Accel-Buffering", "no");
  }

  private void follow(String id, OutputStream out) throws IOException {
    long version = -1;
    try {
      while (true) {
        Jobs.Seen seen = parts.jobs().await(id, version, KEEP_ALIVE);
        if (seen.job().hasEnded()) {
          event(out, "progress", seen.job());
          event(out, "end", seen.job());
          return;
        }
        if (seen.version() > version) {
          event(out, "progress", seen.job());
        } else {
          out.write(": still running\n\n".getBytes(StandardCharsets.UTF_8));
          out.flush();
        }
        version = seen.version();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while following a job");
    }
  }

  private static void event(OutputStream out, String name, Job job) throws IOException {
    out.write(("event: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8));
    out.write(Json.write(Views.job(job)));
    out.write("\n\n".getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
