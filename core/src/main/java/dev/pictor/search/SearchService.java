package dev.pictor.search;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.StageTimes;
import dev.pictor.collection.Namespace;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.search.RecordFinder.Finding;
import dev.pictor.store.Page;
import dev.pictor.store.QueryResult;
import dev.pictor.store.RecordHead;
import dev.pictor.store.VectorQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// Answers queries of texts, pictures, ids, vectors and words. Thread-safe.
public final class SearchService {

  /// Matches that may be written before a page without a second look.
  private static final int SPARE = 20;

  private final Embedder embedder;
  private final Calibrator calibrator;

  /// @param calibrator to be kept and shared: what it has found of a collection is used again
  public SearchService(Embedder embedder, Calibrator calibrator) {
    this.embedder = embedder;
    this.calibrator = calibrator;
  }

  /// Searches one namespace of a collection.
  ///
  /// When the best match is [Confidence#NONE], nothing matches; otherwise the matches after the
  /// best are WEAK or better as long as they are likelier right than a random picture. Judging, by
  /// [Calibrator], assumes vectors of this server's model; with few pictures of a model that is not
  /// calibrated itself all matches are [Confidence#UNKNOWN]. What a filter alone lets through is
  /// STRONG.
  ///
  /// @throws dev.pictor.error.Conflict when a text or picture is asked of a collection that is
  ///   bound to another model or to none
  /// @throws NotFound for an id that is not there
  /// @throws InvalidRequest for a vector of another dimension, and when parts cancel each other out
  public SearchResult search(VectorCollection collection, Namespace namespace, SearchQuery query) {
    if (query.parts().isEmpty()) {
      return listed(namespace, query);
    }
    ResolvedQuery resolved =
        new QueryResolver(embedder, calibrator, collection, namespace).resolve(query);
    long start = System.nanoTime();
    RecordFinder finder = new RecordFinder(namespace, resolved, query.filter(), query.effort());
    int wanted = Math.min(VectorQuery.MAX_TOP_K, query.after().shown() + query.limit() + 1 + SPARE);
    Finding finding = finder.find(wanted);
    while (behind(query, finding.records()) <= query.limit()
        && !finding.complete()
        && wanted < VectorQuery.MAX_TOP_K) {
      wanted = Math.min(VectorQuery.MAX_TOP_K, 2 * wanted);
      finding = finder.find(wanted);
    }
    List<SearchMatch> judged = judge(resolved, finding.records());
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    List<SearchMatch> kept =
        judged.stream()
            .filter(match -> match.confidence().isAtLeast(query.least()))
            .filter(match -> query.after().isBefore(match.score(), match.id()))
            .limit(query.limit() + 1L)
            .toList();
    return new SearchResult(
        kept.subList(0, Math.min(query.limit(), kept.size())),
        judged.isEmpty() ? Confidence.NONE : judged.getFirst().confidence(),
        finding.records().isEmpty()
            ? OptionalDouble.empty()
            : resolved.level(finding.records().getFirst()),
        kept.size() > query.limit(),
        resolved.truncated(),
        resolved.times(),
        elapsed,
        finding.plan(),
        finding.visited());
  }

  private static long behind(SearchQuery query, List<FoundRecord> records) {
    return records.stream()
        .filter(record -> query.after().isBefore(record.score(), record.id()))
        .count();
  }

  private static SearchResult listed(Namespace namespace, SearchQuery query) {
    long start = System.nanoTime();
    Page<RecordHead> page = namespace.page("", query.filter(), query.after().id(), query.limit());
    List<SearchMatch> matches =
        page.records().stream()
            .map(
                head ->
                    new SearchMatch(head.id(), 0, Confidence.STRONG, head.metadata(), List.of()))
            .toList();
    return new SearchResult(
        matches,
        matches.isEmpty() ? Confidence.NONE : Confidence.STRONG,
        OptionalDouble.empty(),
        page.next().isPresent(),
        false,
        StageTimes.zero(),
        Duration.ofNanos(System.nanoTime() - start),
        QueryResult.Plan.EXACT_SCAN,
        0);
  }

  private static List<SearchMatch> judge(ResolvedQuery resolved, List<FoundRecord> found) {
    List<SearchMatch> judged = new ArrayList<>();
    Confidence best = Confidence.NONE;
    for (FoundRecord record : found) {
      OptionalDouble level = resolved.level(record);
      Confidence confidence = confidence(level, judged.isEmpty(), best);
      if (judged.isEmpty()) {
        best = confidence;
      }
      judged.add(
          new SearchMatch(
              record.id(), record.score(), confidence, record.metadata(), resolved.gifts(record)));
    }
    return judged;
  }

  private static Confidence confidence(OptionalDouble level, boolean first, Confidence best) {
    if (level.isEmpty()) {
      return Confidence.UNKNOWN;
    }
    return first ? ofBest(level.getAsDouble()) : ofFollowing(best, level.getAsDouble());
  }

  private static Confidence ofBest(double level) {
    if (level >= 2) {
      return Confidence.STRONG;
    }
    return level >= 1 ? Confidence.WEAK : Confidence.NONE;
  }

  private static Confidence ofFollowing(Confidence best, double level) {
    if (best == Confidence.NONE || level < 0) {
      return Confidence.NONE;
    }
    return level >= 2 ? Confidence.STRONG : Confidence.WEAK;
  }
}
