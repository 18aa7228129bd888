package dev.pictor.cli;

import dev.pictor.error.ServiceException;
import dev.pictor.library.IndexedPictures;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.metadata.RecordTags;
import dev.pictor.tags.SideCarFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Writes the tags of a collection into XMP side-cars, beside its pictures or into a folder. One
/// that cannot be read or written is named, and the others are written all the same.
final class SideCars {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<LinkedHashMap<String, Object>> FIELDS =
      new TypeReference<>() {};

  private final ApiClient client;
  private final String collection;
  private final @Nullable Path out;
  private final boolean dryRun;
  private final List<Path> folders;
  private final Map<String, Integer> counts = new LinkedHashMap<>();
  private final List<String> failures = new ArrayList<>();

  /// @param out takes them by id; beside the pictures when null
  SideCars(ApiClient client, String collection, @Nullable Path out, boolean dryRun) {
    this.client = client;
    this.collection = collection;
    this.out = out;
    this.dryRun = dryRun;
    this.folders = out == null ? foldersHere() : List.of();
    for (String each : List.of("new", "merged", "unchanged", "elsewhere")) {
      counts.put(each, 0);
    }
  }

  private String path() {
    return "/api/v1/collections/" + ApiClient.segment(collection);
  }

  private List<Path> foldersHere() {
    List<Path> all = new ArrayList<>();
    for (JsonNode each : client.get(path() + "/library").path("folders")) {
      all.add(Path.of(each.path("path").asString("")));
    }
    if (all.stream().noneMatch(Files::isDirectory)) {
      throw new CommandFailed(
          "The pictures of %s are not on this machine: %s (expected: a folder here). Name a folder for the side-cars: --out DIR"
              .formatted(collection, all));
    }
    return all;
  }

  int write(boolean json) {
    String cursor = "";
    do {
      String more = cursor.isEmpty() ? "" : "&cursor=" + ApiClient.segment(cursor);
      JsonNode page = client.get(path() + "/images?limit=1000" + more);
      for (JsonNode picture : page.path("images")) {
        write(picture, json);
      }
      cursor = page.path("next").asString("");
    } while (!cursor.isEmpty());
    if (json) {
      System.out.println(
          JSON.createObjectNode()
              .put("dryRun", dryRun)
              .put("new", counts.get("new"))
              .put("merged", counts.get("merged"))
              .put("unchanged", counts.get("unchanged"))
              .put("elsewhere", counts.get("elsewhere"))
              .put("failed", failures.size())
              .toPrettyString());
    } else {
      System.out.printf(
          "%s: %d new side-cars, %d merged, %d unchanged, %d pictures elsewhere, %d failed%n",
          dryRun ? "would be" : "written",
          counts.get("new"),
          counts.get("merged"),
          counts.get("unchanged"),
          counts.get("elsewhere"),
          failures.size());
    }
    return failures.isEmpty() ? ExitCode.OK : ExitCode.SOME_FILES_FAILED;
  }

  private void write(JsonNode picture, boolean json) {
    String id = picture.path("id").asString("");
    Map<String, Object> fields = JSON.convertValue(picture.path("metadata"), FIELDS);
    Metadata metadata = MetadataParser.parse(fields);
    List<String> tags = RecordTags.of(metadata).all();
    Optional<Path> file =
        out == null
            ? IndexedPictures.place(folders, id, metadata).filter(Files::isRegularFile)
            : below(out, id);
    if (file.isEmpty()) {
      if (!tags.isEmpty()) {
        count("elsewhere");
      }
      return;
    }
    Path sideCar = SideCarFile.of(file.get());
    try {
      SideCarFile.Change change = SideCarFile.put(sideCar, tags, dryRun);
      switch (change) {
        case NONE -> count("unchanged");
        case NEW -> count("new");
        case MERGED -> count("merged");
      }
      if (dryRun && !json && change != SideCarFile.Change.NONE) {
        System.out.println(
            "%s  %s: %s"
                .formatted(
                    change == SideCarFile.Change.NEW ? "new   " : "merged",
                    sideCar,
                    String.join(", ", tags)));
      }
    } catch (ServiceException e) {
      failures.add(id);
      System.err.println(e.getMessage());
    }
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  /// Empty when an id would lead out of the folder.
  private static Optional<Path> below(Path folder, String id) {
    try {
      Path file = folder.resolve(id).normalize();
      return file.startsWith(folder.normalize()) && !file.equals(folder.normalize())
          ? Optional.of(file)
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
