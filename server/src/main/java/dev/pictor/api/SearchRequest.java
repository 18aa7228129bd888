package dev.pictor.api;

import dev.pictor.search.SearchQuery;

/// What a search was asked.
///
/// @param namespace `""` for the default one
/// @param count whether to tell how many records the filter lets through
record SearchRequest(String namespace, SearchQuery query, boolean count) {}
