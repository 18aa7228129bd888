package dev.pictor.api;

import static dev.pictor.http.Route.reads;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.ModelUse;
import dev.pictor.error.Failure;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Call;
import dev.pictor.http.JsonFields;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.image.PictureLimits;
import dev.pictor.library.PictureRecords;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.store.VectorRecord;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Pictures as the records that indexing would make of them, for programs that keep them elsewhere.
final class RecordRoutes {

  private static final int MOST = 64;

  private final NativeApi.Parts parts;
  private final PictureInput pictures;

  RecordRoutes(NativeApi.Parts parts, PictureInput pictures) {
    this.parts = parts;
    this.pictures = pictures;
  }

  List<Route> routes() {
    return List.of(reads(Method.POST, Views.PREFIX + "/embed/records", this::embed));
  }

  private Reply embed(Call call) throws IOException {
    JsonFields fields = call.jsonFields();
    List<JsonNode> records = fields.list("records");
    Optional<String> model = fields.optionalText("model");
    fields.refuseOthers();
    if (records.isEmpty() || records.size() > MOST) {
      throw new InvalidRequest(
          "records: %d (expected: 1 to %d pictures)".formatted(records.size(), MOST));
    }
    try (ModelUse use = model.map(parts.models()::use).orElseGet(() -> parts.models().use())) {
      Embedder embedder = use.embedder();
      PictureLimits limits = pictures.decoder().limits();
      PictureRecords maker = new PictureRecords(embedder, limits);
      List<Map<String, Object>> made = new ArrayList<>();
      for (JsonNode each : records) {
        made.add(record(maker, each, "records[" + made.size() + "]"));
      }
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("model", embedder.model().name());
      view.put("fingerprint", embedder.fingerprint().hex());
      view.put("dimension", embedder.model().dimension());
      view.put("records", made);
      return Reply.json(view);
    }
  }

  /// What is wrong with one picture is told in its place, and ends nothing.
  private Map<String, Object> record(PictureRecords maker, JsonNode node, String place) {
    JsonFields fields = JsonFields.of(node, place + ".");
    String id = fields.text("id");
    JsonNode image = fields.node("image").orElseThrow(() -> fields.missing("image", "a picture"));
    Optional<String> address = fields.optionalText("address");
    String root = fields.optionalText("root").orElse("");
    Instant modified =
        fields.optionalText("modified").map(each -> time(each, place)).orElse(Instant.EPOCH);
    Metadata extra = MetadataParser.parse(fields.map("metadata"));
    fields.refuseOthers();
    try {
      byte[] picture = pictures.read(image, place + ".image");
      VectorRecord record =
          address.isPresent()
              ? maker.ofAddress(id, address.get(), picture, extra)
              : maker.ofFile(id, root, picture, modified, extra);
      return view(record);
    } catch (InvalidRequest refused) {
      Failure why = Failure.of(refused);
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("id", id);
      view.put("error", why.sentence());
      view.put("code", why.diagnosis().code().wireName());
      return view;
    }
  }

  private static Map<String, Object> view(VectorRecord record) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", record.id());
    view.put("values", record.vector().shared());
    view.put("metadata", Views.metadata(record.metadata()));
    return view;
  }

  private static Instant time(String text, String place) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new InvalidRequest(
          "%s.modified: %s (expected: a time such as 2026-01-31T12:00:00Z)".formatted(place, text),
          e);
    }
  }
}
