package dev.pictor.library;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.pictor.error.CorruptStore;
import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.Failure;
import dev.pictor.error.Unavailable;
import dev.pictor.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The files that could not be indexed, kept in `failures.json`. Thread-safe.
final class FailureList {

  /// @param again whether the next run tries even when the file is unchanged: the disk was to
  ///   blame, not the content
  private record Entry(FailedFile file, boolean again) {}

  private static final System.Logger LOG = System.getLogger(FailureList.class.getName());
  private static final int VERSION = 1;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path file;

  @GuardedBy("this")
  private final NavigableMap<String, Entry> entries = new TreeMap<>();

  @GuardedBy("this")
  private boolean changed;

  private FailureList(Path file) {
    this.file = file;
  }

  /// Opens the list of a state folder. A damaged one counts as empty: its files are tried again.
  ///
  /// @throws CorruptStore when a newer program wrote it
  static FailureList open(Path stateFolder) {
    FailureList list = new FailureList(stateFolder.resolve("failures.json"));
    list.load();
    return list;
  }

  private synchronized void load() {
    if (!Files.exists(file)) {
      return;
    }
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      int version = root.path("version").asInt(0);
      if (version > VERSION) {
        throw new CorruptStore(
            "%s: version %d (expected: at most %d). A newer program wrote it; start that one."
                .formatted(file, version, VERSION));
      }
      for (JsonNode each : root.path("failures")) {
        Entry entry = parse(each);
        entries.put(entry.file().id(), entry);
      }
    } catch (IOException | JacksonException | DateTimeException damaged) {
      entries.clear();
      LOG.log(
          System.Logger.Level.WARNING,
          "list of failed files is damaged and starts empty file=" + file,
          damaged);
    }
  }

  private static Entry parse(JsonNode node) {
    return new Entry(
        new FailedFile(
            node.path("id").asString(),
            node.path("bytes").asLong(),
            Instant.parse(node.path("modified").asString()),
            new Failure(diagnosis(node), node.path("reason").asString())),
        node.path("again").asBoolean(false));
  }

  /// Lists of earlier programs have no codes, those of later ones perhaps others.
  private static Diagnosis diagnosis(JsonNode node) {
    Diagnosis diagnosis =
        Diagnosis.of(
            ErrorCode.ofWireName(node.path("code").asString("")).orElse(ErrorCode.READ_FAILED));
    for (Map.Entry<String, JsonNode> value : node.path("values").properties()) {
      diagnosis =
          value.getValue().isIntegralNumber()
              ? diagnosis.with(value.getKey(), value.getValue().asLong())
              : diagnosis.with(value.getKey(), value.getValue().asString());
    }
    return diagnosis;
  }

  synchronized List<FailedFile> files() {
    return entries.values().stream().map(Entry::file).toList();
  }

  synchronized void put(FailedFile failed, boolean again) {
    Entry entry = new Entry(failed, again);
    changed |= !entry.equals(entries.put(failed.id(), entry));
  }

  synchronized void remove(String id) {
    changed |= entries.remove(id) != null;
  }

  synchronized void keepOnly(Predicate<String> ids) {
    changed |= entries.keySet().removeIf(ids.negate());
  }

  /// Whether this very content was refused before.
  synchronized boolean isRefused(FoundFile found) {
    Entry entry = entries.get(found.id());
    return entry != null
        && !entry.again()
        && entry.file().bytes() == found.bytes()
        && entry.file().modified().equals(found.modified());
  }

  /// Makes the list durable if it changed.
  ///
  /// @throws Unavailable when the state folder cannot be written
  void save() {
    byte[] content;
    synchronized (this) {
      if (!changed) {
        return;
      }
      changed = false;
      content = JSON.writeValueAsBytes(toJson(new ArrayList<>(entries.values())));
    }
    AtomicFiles.publishDurably(file, content);
  }

  private static ObjectNode toJson(List<Entry> entries) {
    ObjectNode root = JSON.createObjectNode().put("version", VERSION);
    ArrayNode list = root.putArray("failures");
    for (Entry entry : entries) {
      Diagnosis diagnosis = entry.file().why().diagnosis();
      ObjectNode node =
          list.addObject()
              .put("id", entry.file().id())
              .put("bytes", entry.file().bytes())
              .put("modified", entry.file().modified().toString())
              .put("reason", entry.file().why().sentence())
              .put("code", diagnosis.code().wireName())
              .putPOJO("values", diagnosis.values());
      if (entry.again()) {
        node.put("again", true);
      }
    }
    return root;
  }
}
