package dev.pictor.api;

import static dev.pictor.http.Route.writes;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.ImageEmbedding;
import dev.pictor.clip.ModelUse;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Call;
import dev.pictor.http.HttpFailure;
import dev.pictor.http.Json;
import dev.pictor.http.JsonFields;
import dev.pictor.http.Method;
import dev.pictor.http.Multipart;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.library.PhotoLibrary;
import dev.pictor.library.Uploads;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.store.VectorRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Pictures that clients send to a collection and take away again.
final class UploadRoutes {

  private static final String IMAGES = Views.PREFIX + "/collections/{name}/images";

  private final NativeApi.Parts parts;
  private final PictureInput pictures;

  UploadRoutes(NativeApi.Parts parts, PictureInput pictures) {
    this.parts = parts;
    this.pictures = pictures;
  }

  List<Route> routes() {
    return List.of(
        writes(Method.POST, IMAGES, this::add),
        writes(Method.DELETE, IMAGES + "/{id}", this::remove));
  }

  /// @param fileName may be empty
  @SuppressWarnings("ArrayRecordComponent")
  private record Upload(Optional<String> id, String fileName, Metadata metadata, byte[] picture) {}

  private Reply add(Call call) throws IOException {
    VectorCollection collection = parts.catalog().get(call.pathValue("name"));
    Upload upload = read(call);
    try (ModelUse use = parts.models().use(parts.modelOf(collection.name()))) {
      Embedder embedder = use.embedder();
      ImageEmbedding embedded = SearchRoutes.Pictures.embed(embedder, upload.picture());
      String id = upload.id().orElseGet(() -> Uploads.idOf(embedded));
      PhotoLibrary library = parts.libraries().currentOrNew(collection.name(), embedder);
      VectorRecord record =
          library
              .uploads()
              .add(id, upload.fileName(), upload.picture(), embedded, upload.metadata());
      return Reply.json(201, view(collection.name(), record))
          .with("Location", Views.image(collection.name(), id));
    }
  }

  private Upload read(Call call) throws IOException {
    return switch (call.contentType()) {
      case "application/json" -> {
        JsonFields fields = call.jsonFields();
        byte[] picture =
            pictures.read(
                fields.node("image").orElseThrow(() -> fields.missing("image", "a picture")),
                "image");
        yield upload(fields, "", picture);
      }
      case "multipart/form-data" -> readForm(call.multipart());
      default ->
          throw HttpFailure.unsupportedType(
              call.contentType().isEmpty() ? "none" : call.contentType(),
              "application/json or multipart/form-data");
    };
  }

  private static Upload readForm(Multipart form) {
    form.requireOnly(List.of("request", "image"));
    List<Multipart.Part> files = form.parts("image");
    if (files.size() != 1) {
      throw new InvalidRequest(
          "image: %d files (expected: one; send each picture by itself)".formatted(files.size()));
    }
    byte[] request =
        form.first("request")
            .map(Multipart.Part::content)
            .orElse("{}".getBytes(StandardCharsets.UTF_8));
    Multipart.Part file = files.getFirst();
    return upload(JsonFields.of(Json.readStrictly(request), ""), file.fileName(), file.content());
  }

  private static Upload upload(JsonFields fields, String fileName, byte[] picture) {
    Optional<String> id = fields.optionalText("id");
    String name = fields.optionalText("filename").orElse(fileName);
    Metadata metadata = MetadataParser.parse(fields.map("metadata"));
    fields.refuseOthers();
    return new Upload(id, name.substring(name.lastIndexOf('/') + 1), metadata, picture);
  }

  private static Map<String, Object> view(String collection, VectorRecord record) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", record.id());
    view.put("metadata", Views.metadata(record.metadata()));
    view.put("thumbnail", Views.image(collection, record.id()) + "/thumbnail");
    view.put("file", Views.image(collection, record.id()) + "/file");
    return view;
  }

  private Reply remove(Call call) {
    String collection = parts.catalog().get(call.pathValue("name")).name();
    parts.libraries().get(collection).uploads().remove(call.pathValue("id"));
    return Reply.noContent();
  }
}
