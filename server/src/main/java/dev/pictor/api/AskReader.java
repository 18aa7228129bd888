package dev.pictor.api;

import dev.pictor.answer.AnswerLanguage;
import dev.pictor.answer.Question;
import dev.pictor.answer.Subject;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Call;
import dev.pictor.http.HttpFailure;
import dev.pictor.http.Json;
import dev.pictor.http.JsonFields;
import dev.pictor.http.Multipart;
import dev.pictor.metadata.FilterParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Requests to answer a question, as JSON or as a form with a file. Thread-safe.
final class AskReader {

  private static final String USUAL_COLLECTION = "photos";

  private final NativeApi.Parts parts;
  private final PictureInput pictures;

  AskReader(NativeApi.Parts parts, PictureInput pictures) {
    this.parts = parts;
    this.pictures = pictures;
  }

  AskRequest read(Call call) throws IOException {
    return switch (call.contentType()) {
      case "application/json" -> read(call.jsonFields(), Optional.empty());
      case "multipart/form-data" -> readForm(call.multipart());
      default ->
          throw HttpFailure.unsupportedType(
              call.contentType().isEmpty() ? "none" : call.contentType(),
              "application/json or multipart/form-data");
    };
  }

  private AskRequest readForm(Multipart form) {
    form.requireOnly(List.of("request", "image"));
    if (form.parts("image").size() > 1) {
      throw new InvalidRequest(
          "multipart field image: %d files (expected: one)".formatted(form.parts("image").size()));
    }
    byte[] request =
        form.first("request")
            .map(Multipart.Part::content)
            .orElse("{}".getBytes(StandardCharsets.UTF_8));
    return read(
        JsonFields.of(Json.readStrictly(request), ""),
        form.first("image").map(Multipart.Part::content));
  }

  private AskRequest read(JsonFields fields, Optional<byte[]> file) {
    String text = fields.text("question");
    Question question =
        fields
            .optionalText("language")
            .map(language -> new Question(text, AnswerLanguage.parse(language)))
            .orElseGet(() -> Question.of(text));
    int most = parts.answering().mostPictures();
    int limit = fields.optionalInt("limit").orElse(parts.answering().pictures());
    if (limit < 1 || limit > most) {
      throw new InvalidRequest("limit: %d (expected: 1 to %d)".formatted(limit, most));
    }
    Optional<byte[]> image = file.or(() -> image(fields));
    boolean ofCollection = fields.has("collection") || fields.has("id") || fields.has("filter");
    if (image.isPresent() && (ofCollection || fields.has("image") == file.isPresent())) {
      throw new InvalidRequest(
          "picture: several (expected: one image alone, or collection with id or filter)");
    }
    String name = fields.optionalText("collection").orElse(USUAL_COLLECTION);
    Subject subject =
        image.<Subject>map(Subject.Given::new).orElseGet(() -> ofCollection(fields, name));
    fields.refuseOthers();
    String model = image.isPresent() ? parts.models().defaultName() : parts.modelOf(name);
    return new AskRequest(question, subject, model, limit);
  }

  private Optional<byte[]> image(JsonFields fields) {
    return fields.node("image").map(node -> pictures.read(node, "image"));
  }

  private Subject ofCollection(JsonFields fields, String name) {
    VectorCollection collection = parts.catalog().get(name);
    Optional<String> id = fields.optionalText("id");
    if (id.isPresent() && fields.has("filter")) {
      throw new InvalidRequest("filter: given beside id (expected: one of them)");
    }
    return id.isPresent()
        ? new Subject.Indexed(collection, id.get())
        : new Subject.Matching(collection, FilterParser.parse(fields.map("filter")));
  }
}
