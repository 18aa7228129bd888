package dev.pictor.store;

import dev.pictor.vector.ModelFingerprint;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.util.IOUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The folder of one collection: `collection.json` and `index/`. `docs/format.md` describes it.
final class CollectionFolder {

  static final String DESCRIPTION = "collection.json";
  private static final String INDEX = "index";
  private static final int VERSION = 1;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private CollectionFolder() {}

  static Path index(Path folder) {
    return folder.resolve(INDEX);
  }

  /// Fills `folder` with an empty collection, durably.
  static void create(Path folder, CollectionSpec spec) throws IOException {
    Files.createDirectory(folder);
    writeSpec(folder, spec);
    Files.createDirectory(index(folder));
    LuceneIndex.create(index(folder));
    IOUtils.fsync(folder, true);
  }

  /// Publishes `spec`: after a crash there is the old or the new one.
  static Path writeSpec(Path folder, CollectionSpec spec) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("version", VERSION);
    json.put("name", spec.name());
    json.put("dimension", spec.dimension());
    json.put("similarity", spec.similarity().name());
    if (spec.model() instanceof ModelBinding.Bound bound) {
      json.putObject("model")
          .put("name", bound.model())
          .put("fingerprint", bound.fingerprint().hex());
    }
    Path draft = folder.resolve(DESCRIPTION + ".new");
    Files.write(draft, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    try (FileChannel file = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      file.force(true);
    }
    Files.move(
        draft,
        folder.resolve(DESCRIPTION),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    IOUtils.fsync(folder, true);
    return folder;
  }

  /// @throws CorruptIndexException when the description is damaged
  static CollectionSpec readSpec(Path folder) throws IOException {
    Path file = folder.resolve(DESCRIPTION);
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(file));
      int version = json.required("version").asInt();
      if (version != VERSION) {
        throw new CorruptIndexException(
            "version: " + version + " (expected: " + VERSION + ")", file.toString());
      }
      return new CollectionSpec(
          json.required("name").asString(),
          json.required("dimension").asInt(),
          Similarity.valueOf(json.required("similarity").asString()),
          model(json));
    } catch (JacksonException | dev.pictor.error.InvalidRequest | IllegalArgumentException e) {
      throw new CorruptIndexException("no description of a collection", file.toString(), e);
    }
  }

  private static ModelBinding model(JsonNode json) {
    JsonNode model = json.get("model");
    return model == null
        ? new ModelBinding.Unattested()
        : new ModelBinding.Bound(
            model.required("name").asString(),
            new ModelFingerprint(model.required("fingerprint").asString()));
  }
}
