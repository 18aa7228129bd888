package dev.pictor.pinecone.imports;

import dev.pictor.error.ServiceException;
import dev.pictor.pinecone.imports.BulkImport.OnError;
import dev.pictor.pinecone.imports.BulkImport.Status;
import dev.pictor.pinecone.index.JsonBody;
import dev.pictor.pinecone.index.RegistryFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The imports of all indexes, in one file that is written whole and durably with each change of a
/// status. Of each index the newest are kept. Not thread-safe.
final class ImportRegistry {

  private static final int KEPT = 1000;

  private final RegistryFile file;
  private final SortedMap<String, ImportList> lists = new TreeMap<>();

  /// Those of one index, by number.
  private static final class ImportList {
    private final SortedMap<Long, BulkImport> imports = new TreeMap<>();
    private long last;
  }

  private ImportRegistry(RegistryFile file) {
    this.file = file;
  }

  /// @throws dev.pictor.error.CorruptStore naming the file
  static ImportRegistry open(Path path) {
    RegistryFile file = new RegistryFile(path);
    ImportRegistry registry = new ImportRegistry(file);
    file.read(registry::load);
    return registry;
  }

  private void load(JsonBody content) {
    JsonBody indexes = content.object("indexes");
    for (String name : indexes.names()) {
      JsonBody index = indexes.object(name);
      ImportList list = new ImportList();
      list.last = whole(index, "last");
      for (JsonBody each : index.objects("imports")) {
        BulkImport read = read(each);
        list.imports.put(read.number(), read);
      }
      lists.put(name, list);
    }
  }

  private static BulkImport read(JsonBody body) {
    return new BulkImport(
        whole(body, "number"),
        body.text("uri"),
        OnError.parse(body.text("on_error")).orElseThrow(),
        Status.parse(body.text("status")).orElseThrow(),
        Instant.parse(body.text("created")),
        body.optionalText("finished").map(Instant::parse),
        new ImportCounts(
            body.number("percent").orElse(0.0), whole(body, "imported"), whole(body, "skipped")),
        body.optionalText("error"));
  }

  private static long whole(JsonBody body, String field) {
    return body.number(field).orElse(0.0).longValue();
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
    file.write(Map.of("indexes", indexes));
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
