package dev.pictor.api;

import dev.pictor.search.QueryPart;
import java.util.LinkedHashMap;
import java.util.Map;

/// A part of a query as the client named it.
///
/// @param picture what a picture is called: its file, its address, or `""`
record AskedPart(QueryPart part, String picture) {

  static AskedPart of(QueryPart part) {
    return new AskedPart(part, "");
  }

  Map<String, Object> view() {
    Map<String, Object> view = new LinkedHashMap<>();
    switch (part) {
      case QueryPart.TextPart(String text, _) -> view.put("text", text);
      case QueryPart.WordsPart(String words, _) -> view.put("words", words);
      case QueryPart.IdPart(String id, _) -> view.put("id", id);
      case QueryPart.VectorPart(var vector, _) -> view.put("vector", vector.dimension());
      case QueryPart.ImagePart _ -> view.put("image", picture);
    }
    view.put("weight", part.weight());
    return view;
  }
}
