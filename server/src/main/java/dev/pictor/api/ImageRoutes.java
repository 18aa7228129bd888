package dev.pictor.api;

import static dev.pictor.http.Route.reads;

import dev.pictor.collection.Namespace;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.http.Call;
import dev.pictor.http.Json;
import dev.pictor.http.JsonFields;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.http.StaticFiles;
import dev.pictor.image.PictureFormat;
import dev.pictor.library.FailedFile;
import dev.pictor.library.IndexedPictures;
import dev.pictor.library.PhotoLibrary;
import dev.pictor.metadata.FilterParser;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.Page;
import dev.pictor.store.RecordHead;
import dev.pictor.store.VectorRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The records of a collection and, for libraries, their pictures.
final class ImageRoutes {

  private static final String COLLECTION = Views.PREFIX + "/collections/{name}";
  private static final String IMAGES = COLLECTION + "/images";
  private static final String IMAGE = IMAGES + "/{id}";
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 1000;
  private static final int DEFAULT_SIZE = 320;
  private static final int MIN_SIZE = 16;
  private static final int MAX_SIZE = 1024;

  private final NativeApi.Parts parts;
  private final Optional<BorrowedPictures> borrowed;

  ImageRoutes(NativeApi.Parts parts) {
    this.parts = parts;
    this.borrowed = parts.follower().map(BorrowedPictures::new);
  }

  List<Route> routes() {
    return List.of(
        reads(Method.GET, IMAGES, this::list),
        reads(Method.GET, IMAGE, this::get),
        reads(Method.GET, IMAGE + "/thumbnail", this::thumbnail),
        reads(Method.GET, IMAGE + "/file", this::file),
        reads(Method.GET, COLLECTION + "/failures", this::failures),
        reads(Method.GET, COLLECTION + "/facets", this::facets));
  }

  private VectorCollection collection(Call call) {
    return parts.catalog().get(call.pathValue("name"));
  }

  private Reply list(Call call) {
    VectorCollection collection = collection(call);
    Parameters.refuseOthers(call, List.of("prefix", "limit", "cursor", "filter"));
    MetadataFilter filter = filter(call);
    String prefix = call.query("prefix").orElse("");
    int limit = Parameters.number(call, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    String after = call.query("cursor").map(Cursor::lastId).orElse("");
    Page<RecordHead> page = collection.defaultNamespace().page(prefix, filter, after, limit);
    Map<String, Object> view = new LinkedHashMap<>();
    view.put(
        "images",
        page.records().stream()
            .map(record -> view(collection, record.id(), record.metadata()))
            .toList());
    page.next().ifPresent(next -> view.put("next", Cursor.ofLastId(next)));
    view.put("total", collection.defaultNamespace().count(filter));
    return Reply.json(view);
  }

  private Reply get(Call call) {
    VectorCollection collection = collection(call);
    VectorRecord record = fetch(collection, call.pathValue("id"));
    Map<String, Object> view = view(collection, record.id(), record.metadata());
    if (view.containsKey("thumbnail")) {
      view.put("file", Views.image(collection.name(), record.id()) + "/file");
    }
    return Reply.json(view);
  }

  private static VectorRecord fetch(VectorCollection collection, String id) {
    return collection.defaultNamespace().fetch(List.of(id)).stream()
        .findFirst()
        .orElseThrow(
            () ->
                new NotFound(
                    Diagnosis.of(ErrorCode.PICTURE_MISSING).with("id", id),
                    "id: %s (expected: an id of the collection %s)"
                        .formatted(id, collection.name())));
  }

  private Map<String, Object> view(VectorCollection collection, String id, Metadata metadata) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", id);
    view.put("metadata", Views.metadata(metadata));
    if (parts.libraries().has(collection.name()) && IndexedPictures.has(metadata)) {
      view.put("thumbnail", Views.image(collection.name(), id) + "/thumbnail");
    }
    return view;
  }

  private Reply thumbnail(Call call) {
    VectorCollection collection = collection(call);
    Parameters.refuseOthers(call, List.of("size"));
    int size = Parameters.number(call, "size", DEFAULT_SIZE, MIN_SIZE, MAX_SIZE);
    VectorRecord record = fetch(collection, call.pathValue("id"));
    Optional<String> known =
        record.metadata().text("sha256").map(sha -> "\"" + sha.substring(0, 24) + "-" + size + '"');
    Reply reply;
    String etag;
    if (known.isPresent() && StaticFiles.matches(call, known.get())) {
      reply = Reply.notModified();
      etag = known.get();
    } else {
      byte[] jpeg =
          borrowed
              .map(each -> each.thumbnail(collection.name(), record.id(), size, known.orElse("")))
              .orElseGet(
                  () -> parts.libraries().get(collection.name()).thumbnail(record.id(), size));
      etag = known.orElseGet(() -> StaticFiles.etag(jpeg));
      reply = Reply.bytes(200, "image/jpeg", jpeg);
    }
    return reply
        .with("ETag", etag)
        .with("Cache-Control", "private, max-age=3600")
        .with("Cross-Origin-Resource-Policy", "same-origin");
  }

  private Reply file(Call call) throws IOException {
    VectorCollection collection = collection(call);
    if (borrowed.isPresent()) {
      String there = fetch(collection, call.pathValue("id")).id();
      return pictureHeaders(borrowed.get().file(collection.name(), there));
    }
    PhotoLibrary library = parts.libraries().get(collection.name());
    String id = fetch(collection, call.pathValue("id")).id();
    Path file = library.file(id);
    byte[] head = new byte[16];
    long bytes;
    try (var in = Files.newInputStream(file)) {
      in.readNBytes(head, 0, head.length);
      bytes = Files.size(file);
    } catch (NoSuchFileException e) {
      throw new NotFound(
          "file: %s is gone (expected: the picture %s). Index the library again."
              .formatted(file, id),
          e);
    }
    return pictureHeaders(
        Reply.stream(
                type(head),
                bytes,
                out -> {
                  try (var in = Files.newInputStream(file)) {
                    in.transferTo(out);
                  }
                })
            .with(
                "Content-Disposition",
                "inline; filename*=UTF-8''" + Views.segment(fileName(file))));
  }

  private static Reply pictureHeaders(Reply reply) {
    return reply
        .with("Content-Security-Policy", "default-src 'none'; sandbox")
        .with("Cache-Control", "private, no-cache")
        .with("Cross-Origin-Resource-Policy", "same-origin");
  }

  private static String fileName(Path file) {
    return file.getName(file.getNameCount() - 1).toString();
  }

  private static String type(byte[] head) {
    return PictureFormat.detect(head)
        .map(format -> "image/" + Views.lower(format))
        .orElse("application/octet-stream");
  }

  private Reply failures(Call call) {
    VectorCollection collection = collection(call);
    List<Map<String, Object>> failures =
        parts.libraries().get(collection.name()).failures().stream()
            .map(ImageRoutes::failure)
            .toList();
    return Reply.json(Map.of("failures", failures));
  }

  private static Map<String, Object> failure(FailedFile file) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", file.id());
    view.put("bytes", file.bytes());
    view.put("modified", file.modified().toString());
    view.put("reason", file.why().sentence());
    view.put("code", file.why().diagnosis().code().wireName());
    view.put("values", file.why().diagnosis().values());
    return view;
  }

  private Reply facets(Call call) {
    VectorCollection collection = collection(call);
    Parameters.refuseOthers(call, List.of("field", "filter"));
    String field =
        call.query("field")
            .orElseThrow(() -> new InvalidRequest("field: missing (expected: a metadata field)"));
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("field", field);
    view.put(
        "values",
        counts(collection.defaultNamespace(), field, filter(call)).entrySet().stream()
            .map(entry -> Map.of("value", entry.getKey(), "count", entry.getValue()))
            .toList());
    return Reply.json(view);
  }

  /// `year` is that of `timestamp`, where a collection has no field of that name.
  private static SortedMap<String, Long> counts(
      Namespace namespace, String field, MetadataFilter filter) {
    SortedMap<String, Long> counts = namespace.valueCounts(field, filter);
    if (!field.equals("year") || !counts.isEmpty()) {
      return counts;
    }
    SortedMap<String, Long> years = new TreeMap<>();
    namespace
        .valueCounts("timestamp", filter)
        .forEach(
            (timestamp, count) -> {
              if (timestamp.matches("\\d{4}-.*")) {
                years.merge(timestamp.substring(0, 4), count, Long::sum);
              }
            });
    return years;
  }

  private static MetadataFilter filter(Call call) {
    Optional<String> filter = call.query("filter").filter(text -> !text.isBlank());
    if (filter.isEmpty()) {
      return MetadataFilter.all();
    }
    JsonFields fields =
        JsonFields.of(
            Json.readStrictly(
                ("{\"filter\":" + filter.get() + "}").getBytes(StandardCharsets.UTF_8)),
            "");
    MetadataFilter parsed = FilterParser.parse(fields.map("filter"));
    fields.refuseOthers();
    return parsed;
  }
}
