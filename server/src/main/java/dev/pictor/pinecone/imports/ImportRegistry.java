package dev.pictor.pinecone.imports;

import dev.pictor.error.CorruptStore;
import dev.pictor.error.ServiceException;
import dev.pictor.http.Json;
import dev.pictor.library.AtomicFiles;
import dev.pictor.pinecone.imports.BulkImport.OnError;
import dev.pictor.pinecone.imports.BulkImport.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The imports of all indexes, in one file that is written whole and durably with each change of a
/// status. Of each index the newest are kept. Not thread-safe.
final class ImportRegistry {

  private static final int VERSION = 1;
  private static final int KEPT = 1000;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path file;
  private final SortedMap<String, ImportList> lists = new TreeMap<>();

  /// Those of one index, by number.
  private static final class ImportList {
    private final SortedMap<Long, BulkImport> imports = new TreeMap<>();
    private long last;
  }

  private ImportRegistry(Path file) {
    this.file = file;
  }

  /// @throws CorruptStore naming the file
  static ImportRegistry open(Path file) {
    ImportRegistry registry = new ImportRegistry(file);
    if (Files.exists(file)) {
      try {
        registry.load(JSON.readTree(Files.readAllBytes(file)));
      } catch (IOException | JacksonException | DateTimeException | NoSuchElementException e) {
        throw new CorruptStore(
            "imports: %s cannot be read, %s (expected: as it was written)"
                .formatted(file, e.getMessage()),
            e);
      }
    }
    return registry;
  }

  private void load(JsonNode content) {
    if (content.path("version").asInt(0) != VERSION) {
      throw new CorruptStore(
          "imports: %s (expected: version %d). Start the version of Pictor that made it."
              .formatted(file, VERSION));
    }
    content
        .path("indexes")
        .properties()
        .forEach(
            index -> {
              ImportList list = new ImportList();
              list.last = index.getValue().path("last").longValue();
              for (JsonNode each : index.getValue().path("imports")) {
                BulkImport read = read(each);
                list.imports.put(read.number(), read);
              }
              lists.put(index.getKey(), list);
            });
  }

  private static BulkImport read(JsonNode node) {
    return new BulkImport(
        node.path("number").longValue(),
        node.path("uri").stringValue(),
        OnError.parse(node.path("on_error").stringValue()).orElseThrow(),
        Status.parse(node.path("status").stringValue()).orElseThrow(),
        Instant.parse(node.path("created").stringValue()),
        text(node, "finished").map(Instant::parse),
        new ImportCounts(
            node.path("percent").doubleValue(),
            node.path("imported").longValue(),
            node.path("skipped").longValue()),
        text(node, "error"));
  }

  private static Optional<String> text(JsonNode node, String field) {
    return node.has(field) ? Optional.of(node.path(field).stringValue()) : Optional.empty();
  }

  Set<String> indexes() {
    return Set.copyOf(lists.keySet());
  }

  /// Oldest first.
  List<BulkImport> list(String index) {
    ImportList list = lists.get(index);
    return list == null ? List.of() : List.copyOf(list.imports.values());
  }

  /// @throws dev.pictor.error.Unavailable when it cannot be kept; then there is none
  BulkImport add(String index, String uri, OnError onError) {
    ImportList list = lists.computeIfAbsent(index, _ -> new ImportList());
    BulkImport added = BulkImport.asked(list.last + 1, uri, onError);
    list.imports.put(added.number(), added);
    try {
      list.last++;
      forgetOldest(list);
      save();
    } catch (ServiceException e) {
      list.imports.remove(added.number());
      throw e;
    }
    return added;
  }

  private static void forgetOldest(ImportList list) {
    if (list.imports.size() > KEPT) {
      list.imports.values().stream()
          .filter(BulkImport::hasEnded)
          .findFirst()
          .ifPresent(oldest -> list.imports.remove(oldest.number()));
    }
  }

  /// @throws dev.pictor.error.Unavailable when the change is not durable; it holds all the same
  void put(String index, BulkImport changed) {
    ImportList list = lists.get(index);
    if (list != null && list.imports.replace(changed.number(), changed) != null) {
      save();
    }
  }

  /// @throws dev.pictor.error.Unavailable when the change is not durable; it holds all the same
  void remove(String index) {
    if (lists.remove(index) != null) {
      save();
    }
  }

  private void save() {
    Map<String, Object> indexes = new LinkedHashMap<>();
    lists.forEach(
        (index, list) -> {
          Map<String, Object> view = new LinkedHashMap<>();
          view.put("last", list.last);
          view.put("imports", list.imports.values().stream().map(ImportRegistry::view).toList());
          indexes.put(index, view);
        });
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("version", VERSION);
    content.put("indexes", indexes);
    AtomicFiles.publishDurably(file, Json.write(content));
  }

  private static Map<String, Object> view(BulkImport each) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("number", each.number());
    view.put("uri", each.uri());
    view.put("on_error", each.onError().name());
    view.put("status", each.status().word());
    view.put("created", each.created().toString());
    each.finished().ifPresent(finished -> view.put("finished", finished.toString()));
    view.put("percent", each.counts().percent());
    view.put("imported", each.counts().imported());
    view.put("skipped", each.counts().skipped());
    each.error().ifPresent(error -> view.put("error", error));
    return view;
  }
}
