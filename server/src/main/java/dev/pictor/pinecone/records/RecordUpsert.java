package dev.pictor.pinecone.records;

import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Json;
import dev.pictor.http.PictureText;
import dev.pictor.pinecone.data.Structs;
import dev.pictor.pinecone.index.Index;
import dev.pictor.pinecone.index.VectorSource;
import dev.pictor.pinecone.inference.Embedded;
import dev.pictor.pinecone.inference.Input;
import dev.pictor.pinecone.inference.InputEncoder;
import dev.pictor.pinecone.inference.LocalModels;
import dev.pictor.store.VectorRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Records as lines of JSON: the mapped field of each is embedded, all its fields become metadata.
///
/// A picture that stands in a record itself is embedded and not kept: metadata has no room for it.
/// Its address is kept.
final class RecordUpsert {

  private static final int MOST_RECORDS = 96;

  private final Index index;
  private final LocalModels models;

  RecordUpsert(Index index, LocalModels models) {
    this.index = index;
    this.models = models;
  }

  /// A line as it came.
  private record Line(String id, Map<String, Object> fields, Input input) {}

  /// @throws InvalidRequest naming the line
  void run(String namespace, byte[] body) {
    if (!(index.entry().vectors() instanceof VectorSource.Integrated source)) {
      throw new InvalidRequest(
          "Integrated inference is not configured for the index %s (expected: one made by create-for-model, or configured with embed)"
              .formatted(index.name()));
    }
    List<Line> lines = lines(body, source);
    try (InputEncoder model = models.open(index.modelOf(source))) {
      index.collection().requireModel(model.model(), model.fingerprint());
      List<Embedded> embedded = model.embed(lines.stream().map(Line::input).toList());
      List<VectorRecord> records = new ArrayList<>();
      for (int i = 0; i < lines.size(); i++) {
        Line line = lines.get(i);
        records.add(
            new VectorRecord(line.id(), embedded.get(i).vector(), Structs.metadata(line.fields())));
      }
      index.collection().namespace(namespace).upsert(records);
    }
  }

  private static List<Line> lines(byte[] body, VectorSource.Integrated source) {
    List<Line> lines = new ArrayList<>();
    for (String each : new String(body, StandardCharsets.UTF_8).lines().toList()) {
      if (!each.isBlank()) {
        lines.add(line(each, source));
      }
    }
    if (lines.isEmpty() || lines.size() > MOST_RECORDS) {
      throw new InvalidRequest(
          "records: %d (expected: 1 to %d in a request)".formatted(lines.size(), MOST_RECORDS));
    }
    return lines;
  }

  private static Line line(String text, VectorSource.Integrated source) {
    JsonNode node = Json.read(text.getBytes(StandardCharsets.UTF_8));
    if (!node.isObject()) {
      throw new InvalidRequest("record: %s (expected: an object on each line)".formatted(node));
    }
    Map<String, Object> fields = new LinkedHashMap<>(Json.plainMap(node));
    @Nullable Object underscored = fields.remove("_id");
    Object id = underscored == null ? fields.remove("id") : underscored;
    if (!(id instanceof String name)) {
      throw new InvalidRequest("Missing required key '_id'");
    }
    Input input = input(fields, source);
    if (input instanceof Input.Image(String picture) && !PictureText.isAddress(picture)) {
      fields.values().remove(picture);
    }
    return new Line(name, fields, input);
  }

  /// The first mapped field that a record has, texts before pictures.
  private static Input input(Map<String, Object> fields, VectorSource.Integrated source) {
    Map<String, String> map = source.fieldMap();
    return mapped(fields, map.get(Input.TEXT))
        .<Input>map(Input.Text::new)
        .or(() -> mapped(fields, map.get(Input.IMAGE)).map(Input.Image::new))
        .orElseThrow(
            () ->
                new InvalidRequest(
                    "Missing required key '%s'"
                        .formatted(map.getOrDefault(Input.TEXT, map.get(Input.IMAGE)))));
  }

  private static Optional<String> mapped(Map<String, Object> fields, @Nullable String field) {
    return field != null && fields.get(field) instanceof String value
        ? Optional.of(value)
        : Optional.empty();
  }
}
