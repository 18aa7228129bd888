package dev.pictor.benchmarks;

import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataFilter.Comparator;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.store.MatchContents;
import dev.pictor.store.SearchEffort;
import dev.pictor.store.VectorQuery;

/// Queries of the store for the ten nearest, which answer with ids and scores as hnswlib does.
///
/// @param flag that matches must have, or `none`
record VectorSearch(VectorFiles.Rows queries, String flag, SearchEffort effort) {

  /// @param effort an ef, `automatic` or `exact`
  static SearchEffort effort(String effort) {
    return switch (effort) {
      case "automatic" -> new SearchEffort.Automatic();
      case "exact" -> new SearchEffort.Exact();
      default -> new SearchEffort.Walk(Integer.parseInt(effort));
    };
  }

  int count() {
    return queries.count();
  }

  VectorQuery query(int row) {
    return new VectorQuery("", queries.row(row), VectorFiles.TOP, filter())
        .withEffort(effort)
        .withContents(new MatchContents(false, false));
  }

  private MetadataFilter filter() {
    return flag.equals("none")
        ? MetadataFilter.all()
        : new MetadataFilter.Comparison(flag, Comparator.EQ, new MetadataValue.Flag(true));
  }
}
