package dev.pictor.api;

import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Call;
import dev.pictor.http.HttpFailure;
import dev.pictor.http.Json;
import dev.pictor.http.JsonFields;
import dev.pictor.http.Multipart;
import dev.pictor.http.PictureText;
import dev.pictor.metadata.FilterParser;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.search.Confidence;
import dev.pictor.search.PageStart;
import dev.pictor.search.QueryLine;
import dev.pictor.search.QueryPart;
import dev.pictor.search.SearchQuery;
import dev.pictor.store.SearchEffort;
import dev.pictor.vector.DenseVector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Requests to search, as JSON or as a form with files. Thread-safe.
final class QueryReader {

  static final int DEFAULT_LIMIT = 10;
  private static final List<String> PART_KINDS = List.of("text", "image", "id", "vector", "words");

  private final PictureInput pictures;

  QueryReader(PictureInput pictures) {
    this.pictures = pictures;
  }

  SearchRequest read(Call call) throws IOException {
    return switch (call.contentType()) {
      case "application/json" -> read(call.jsonFields(), List.of());
      case "multipart/form-data" -> readForm(call.multipart());
      default ->
          throw HttpFailure.unsupportedType(
              call.contentType().isEmpty() ? "none" : call.contentType(),
              "application/json or multipart/form-data");
    };
  }

  private SearchRequest readForm(Multipart form) {
    form.requireOnly(List.of("request", "image"));
    byte[] request =
        form.first("request")
            .map(Multipart.Part::content)
            .orElse("{}".getBytes(StandardCharsets.UTF_8));
    List<AskedPart> files = new ArrayList<>();
    for (Multipart.Part file : form.parts("image")) {
      files.add(new AskedPart(new QueryPart.ImagePart(file.content(), 1), file.fileName()));
    }
    return read(JsonFields.of(Json.readStrictly(request), ""), files);
  }

  private SearchRequest read(JsonFields fields, List<AskedPart> files) {
    List<AskedPart> parts = new ArrayList<>();
    Optional<QueryLine> line = fields.optionalText("line").map(QueryLine::parse);
    Optional<JsonNode> named = fields.node("pictures");
    line.ifPresent(given -> new LineParts(pictures, named).of(given).forEach(parts::add));
    fields
        .node("query")
        .ifPresent(query -> parts(query).stream().map(AskedPart::of).forEach(parts::add));
    parts.addAll(files);
    int limit = fields.optionalInt("limit").orElse(DEFAULT_LIMIT);
    MetadataFilter filter =
        both(
            FilterParser.parse(fields.map("filter")),
            line.map(QueryLine::filter).orElse(MetadataFilter.all()));
    PageStart after = fields.optionalText("cursor").map(Cursor::pageStart).orElse(PageStart.FIRST);
    String namespace = fields.optionalText("namespace").orElse("");
    Confidence least = least(fields.optionalText("least").orElse("weak"));
    boolean count = fields.flag("count", false);
    SearchEffort effort =
        fields.flag("exact", false) ? new SearchEffort.Exact() : new SearchEffort.Automatic();
    fields.refuseOthers();
    return new SearchRequest(
        namespace,
        new SearchQuery(
            parts.stream().map(AskedPart::part).toList(), filter, after, limit, least, effort),
        parts,
        count);
  }

  private static Confidence least(String word) {
    return switch (word) {
      case "strong" -> Confidence.STRONG;
      case "weak" -> Confidence.WEAK;
      case "none" -> Confidence.NONE;
      default ->
          throw new InvalidRequest(
              "least: %s (expected: one of [strong, weak, none])".formatted(word));
    };
  }

  private static MetadataFilter both(MetadataFilter given, MetadataFilter ofLine) {
    if (given instanceof MetadataFilter.MatchAll) {
      return ofLine;
    }
    return ofLine instanceof MetadataFilter.MatchAll
        ? given
        : new MetadataFilter.And(List.of(given, ofLine));
  }

  /// The parts of a query given as a string, a part or a list of parts.
  List<QueryPart> parts(JsonNode query) {
    if (query.isString()) {
      return List.of(byContent(query.stringValue()));
    }
    if (query.isObject()) {
      return List.of(part(query, "query"));
    }
    if (!query.isArray()) {
      throw new InvalidRequest("query: " + query + " (expected: a string, a part or a list)");
    }
    List<QueryPart> parts = new ArrayList<>();
    for (JsonNode each : query.values()) {
      parts.add(part(each, "query[" + parts.size() + "]"));
    }
    return parts;
  }

  private QueryPart byContent(String query) {
    if (PictureText.isAddress(query)) {
      return new QueryPart.ImagePart(pictures.fetch().apply(query), 1);
    }
    return PictureText.isDataUrl(query)
        ? new QueryPart.ImagePart(PictureText.decode(query, "query"), 1)
        : new QueryPart.TextPart(query, 1);
  }

  private QueryPart part(JsonNode node, String place) {
    JsonFields fields = JsonFields.of(node, place + ".");
    List<String> kinds = PART_KINDS.stream().filter(fields::has).toList();
    if (kinds.size() != 1) {
      throw new InvalidRequest(
          "%s: %s (expected: exactly one of %s)"
              .formatted(place, kinds.isEmpty() ? "none of its kinds" : kinds, PART_KINDS));
    }
    double weight = fields.optionalNumber("weight").orElse(1);
    if (weight == 0) {
      throw new InvalidRequest(place + ".weight: 0 (expected: another number)");
    }
    Optional<JsonNode> image = fields.node("image");
    QueryPart part =
        switch (kinds.getFirst()) {
          case "text" -> new QueryPart.TextPart(fields.text("text"), weight);
          case "id" -> new QueryPart.IdPart(fields.text("id"), weight);
          case "words" -> new QueryPart.WordsPart(fields.text("words"), weight);
          case "vector" ->
              new QueryPart.VectorPart(DenseVector.wrap(fields.numbers("vector")), weight);
          default ->
              new QueryPart.ImagePart(
                  pictures.readCropped(image.orElseThrow(), place + ".image"), weight);
        };
    fields.refuseOthers();
    return part;
  }
}
