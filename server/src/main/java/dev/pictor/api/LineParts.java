package dev.pictor.api;

import dev.pictor.search.QueryLine;
import dev.pictor.search.QueryPart;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The parts of a [QueryLine]. A picture in it is an address, one of the pictures that came with
/// the request under this name, or else an id of the collection. For one request.
///
/// @param named pictures by name
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
record LineParts(PictureInput pictures, Optional<JsonNode> named) {

  List<AskedPart> of(QueryLine line) {
    return line.terms().stream().map(this::part).toList();
  }

  private AskedPart part(QueryLine.Term term) {
    return switch (term) {
      case QueryLine.Text(String text, double weight, _) ->
          AskedPart.of(new QueryPart.TextPart(text, weight));
      case QueryLine.Words(String words, double weight, _) ->
          AskedPart.of(new QueryPart.WordsPart(words, weight));
      case QueryLine.Id(String id, double weight, _) ->
          AskedPart.of(new QueryPart.IdPart(id, weight));
      case QueryLine.Picture picture -> picture(picture);
    };
  }

  private AskedPart picture(QueryLine.Picture picture) {
    return new AskedPart(read(picture), picture.name());
  }

  private QueryPart read(QueryLine.Picture picture) {
    if (picture.isAddress()) {
      return new QueryPart.ImagePart(pictures.fetch().apply(picture.name()), picture.weight());
    }
    @Nullable JsonNode sent = named.map(all -> all.get(picture.name())).orElse(null);
    return sent == null
        ? new QueryPart.IdPart(picture.name(), picture.weight())
        : new QueryPart.ImagePart(
            pictures.readCropped(sent, "pictures." + picture.name()), picture.weight());
  }
}
