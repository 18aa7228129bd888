package dev.pictor.api;

import dev.pictor.search.SearchQuery;

/// What a search was asked.
///
/// @param namespace `""` for the default one
record SearchRequest(String namespace, SearchQuery query) {}
