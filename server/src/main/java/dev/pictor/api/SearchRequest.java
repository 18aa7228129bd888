package dev.pictor.api;

import dev.pictor.search.SearchQuery;
import java.util.List;

/// What a search was asked.
///
/// @param namespace `""` for the default one
/// @param asked the parts of `query`, as the client named them
/// @param count whether to tell how many records the filter lets through
record SearchRequest(String namespace, SearchQuery query, List<AskedPart> asked, boolean count) {
  SearchRequest {
    asked = List.copyOf(asked);
  }
}
