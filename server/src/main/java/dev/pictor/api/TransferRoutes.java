package dev.pictor.api;

import static dev.pictor.http.Route.administers;
import static dev.pictor.http.Route.reads;

import dev.pictor.clip.EmbeddingModel;
import dev.pictor.clip.ModelUse;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.Unavailable;
import dev.pictor.http.Call;
import dev.pictor.http.HttpFailure;
import dev.pictor.http.JsonFields;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.metadata.FilterParser;
import dev.pictor.store.ModelBinding;
import dev.pictor.transfer.ClipRetrievalSource;
import dev.pictor.transfer.CollectionExport;
import dev.pictor.transfer.ExportSpec;
import dev.pictor.transfer.FileFormat;
import dev.pictor.transfer.ImportTarget;
import dev.pictor.transfer.PineconeIndex;
import dev.pictor.transfer.PineconeSource;
import dev.pictor.transfer.RecordImport;
import dev.pictor.transfer.Sources;
import dev.pictor.transfer.TransferProgress;
import dev.pictor.transfer.UrlImport;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Collections out and in: files of the server's machine, downloads and uploads, indexes of
/// Pinecone, folders of clip-retrieval, lists of addresses.
final class TransferRoutes {

  private static final String ONE = Views.PREFIX + "/collections/{name}";
  private static final List<String> SOURCES = List.of("file", "clipRetrieval", "urls", "pinecone");
  private static final Job.Work NOTHING_YET = new Job.Work.Importing(TransferProgress.none());

  private final NativeApi.Parts parts;

  TransferRoutes(NativeApi.Parts parts) {
    this.parts = parts;
  }

  List<Route> routes() {
    return List.of(
        reads(Method.GET, ONE + "/export", this::download),
        administers(Method.POST, ONE + "/export", this::export),
        administers(Method.POST, ONE + "/import", this::importRecords));
  }

  private Reply download(Call call) {
    VectorCollection collection = parts.catalog().get(call.pathValue("name"));
    String name = collection.name() + "." + call.query("format").orElse("jsonl");
    FileFormat format = FileFormat.of(Path.of(name));
    return Reply.stream(
            type(format),
            out -> new CollectionExport(collection, ExportSpec.everything()).toStream(out, format))
        .with("Content-Disposition", "attachment; filename=\"" + name + "\"");
  }

  private static String type(FileFormat format) {
    return switch (format) {
      case JSON_LINES -> "application/x-ndjson";
      case GZIPPED_JSON_LINES -> "application/gzip";
      case PARQUET -> "application/vnd.apache.parquet";
    };
  }

  private Reply export(Call call) throws IOException {
    VectorCollection collection = parts.catalog().get(call.pathValue("name"));
    JsonFields fields = call.jsonFields();
    Path file = JobRoutes.path(fields.text("file"));
    FileFormat _ = FileFormat.of(file); // told here and now, not by the job
    ExportSpec spec =
        new ExportSpec(fields.optionalText("namespace"), FilterParser.parse(fields.map("filter")));
    boolean overwrite = fields.flag("overwrite", false);
    fields.refuseOthers();
    return JobRoutes.started(
        parts
            .jobs()
            .start(
                collection.name(),
                new Job.Work.Exporting(TransferProgress.none()),
                TransferTask.export(new CollectionExport(collection, spec), file, overwrite)));
  }

  private Reply importRecords(Call call) throws IOException {
    String collection = call.pathValue("name");
    if (!call.contentType().equals("application/json")) {
      return JobRoutes.started(upload(collection, call));
    }
    JsonFields fields = call.jsonFields();
    if (SOURCES.stream().filter(fields::has).count() != 1) {
      throw new InvalidRequest("body: no source, or many (expected: one of %s)".formatted(SOURCES));
    }
    Optional<Path> urls = path(fields, "urls");
    if (urls.isPresent()) {
      fields.refuseOthers();
      return JobRoutes.started(fetch(collection, urls.get()));
    }
    TransferTask.Opener opener = opener(fields);
    ImportTarget target =
        new ImportTarget(collection, declared(fields.optionalText("model")), similarity(fields));
    fields.refuseOthers();
    return JobRoutes.started(start(target, opener, () -> {}));
  }

  private static Optional<Path> path(JsonFields fields, String field) {
    Optional<Path> path = fields.optionalText(field).map(JobRoutes::path);
    path.filter(each -> !Files.exists(each))
        .ifPresent(
            each -> {
              throw new InvalidRequest(
                  "%s: %s is not there (expected: a path on the server's machine)"
                      .formatted(field, each));
            });
    return path;
  }

  private static TransferTask.Opener opener(JsonFields fields) {
    Optional<Path> file = path(fields, "file");
    if (file.isPresent()) {
      Sources.requireReadable(file.get()); // told here and now, not by the job
      return _ -> Sources.file(file.get());
    }
    Optional<Path> folder = path(fields, "clipRetrieval");
    if (folder.isPresent()) {
      return _ -> ClipRetrievalSource.open(folder.get());
    }
    JsonFields pinecone =
        fields.optionalObject("pinecone").orElseThrow(() -> fields.missing("pinecone", "an index"));
    PineconeIndex index =
        new PineconeIndex(
            address(pinecone.text("url")), pinecone.text("index"), pinecone.optionalText("apiKey"));
    pinecone.refuseOthers();
    return stopped -> PineconeSource.open(index, stopped);
  }

  private static URI address(String url) {
    try {
      URI uri = new URI(url);
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Told below, in the same words as any other.
    }
    throw new InvalidRequest(
        "pinecone.url: %s (expected: an address such as https://api.pinecone.io)".formatted(url));
  }

  private Optional<ImportTarget.Declared> declared(Optional<String> model) {
    return model.map(
        name -> {
          try (ModelUse use = parts.models().use(name)) {
            EmbeddingModel own = use.embedder().model();
            return new ImportTarget.Declared(
                new ModelBinding.Bound(own.name(), own.fingerprint()), own.dimension());
          }
        });
  }

  private static Similarity similarity(JsonFields fields) {
    return CollectionBodies.similarity(fields.optionalText("similarity").orElse("cosine"));
  }

  private Job start(ImportTarget target, TransferTask.Opener opener, Runnable after) {
    RecordImport records = new RecordImport(parts.catalog(), parts.checkpoints(), target);
    return parts
        .jobs()
        .start(target.collection(), NOTHING_YET, TransferTask.records(records, opener, after));
  }

  private Job fetch(String collection, Path urls) {
    ModelUse use = parts.models().use(parts.modelOf(collection));
    return parts
        .jobs()
        .start(
            collection,
            Job.Trigger.REQUEST,
            NOTHING_YET,
            CompletableFuture.completedFuture(use),
            embedder ->
                TransferTask.urls(
                    new UrlImport(
                        urls,
                        new UrlImport.Tools(
                            collection,
                            parts.libraries().currentOrNew(collection, embedder).uploads(),
                            parts.fetch(),
                            embedder::image),
                        parts.checkpoints())));
  }

  /// A file in the body, kept until it is read.
  private Job upload(String collection, Call call) throws IOException {
    String extension =
        switch (call.contentType()) {
          case "application/x-ndjson" -> ".jsonl";
          case "application/gzip" -> ".jsonl.gz";
          case "application/vnd.apache.parquet" -> ".parquet";
          default ->
              throw HttpFailure.unsupportedType(
                  call.contentType().isEmpty() ? "none" : call.contentType(),
                  "application/json, application/x-ndjson, application/gzip or application/vnd.apache.parquet");
        };
    Path file = Files.createTempFile("pictor-import", extension);
    try {
      Files.write(file, call.body());
      ImportTarget target =
          new ImportTarget(collection, declared(call.query("model")), Similarity.COSINE);
      return start(target, _ -> Sources.file(file), () -> delete(file));
    } catch (IOException | RuntimeException e) {
      delete(file);
      throw e;
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new Unavailable("%s: cannot be deleted: %s".formatted(file, e), e);
    }
  }
}
