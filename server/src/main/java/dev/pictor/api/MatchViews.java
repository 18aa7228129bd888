package dev.pictor.api;

import dev.pictor.collection.VectorCollection;
import dev.pictor.library.IndexedPictures;
import dev.pictor.search.SearchMatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Matches as searches and recommendations answer with them.
final class MatchViews {

  private MatchViews() {}

  static List<Map<String, Object>> of(
      Libraries libraries, VectorCollection collection, List<SearchMatch> matches) {
    boolean pictures = libraries.has(collection.name());
    return matches.stream().map(match -> view(pictures, collection, match)).toList();
  }

  private static Map<String, Object> view(
      boolean pictures, VectorCollection collection, SearchMatch match) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", match.id());
    view.put("score", match.score());
    view.put("confidence", Views.lower(match.confidence()));
    view.put("parts", match.parts());
    view.put("metadata", Views.metadata(match.metadata()));
    if (pictures && IndexedPictures.has(match.metadata())) {
      view.put("thumbnail", Views.image(collection.name(), match.id()) + "/thumbnail");
    }
    return view;
  }
}
