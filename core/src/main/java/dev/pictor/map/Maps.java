package dev.pictor.map;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pictor.collection.Namespace;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.VectorSpace;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Draws maps of collections. Thread-safe.
///
/// The two axes are those in which a sample of at most [#FITTED] records differs most
/// ([PrincipalAxes]); all points are projected on them and scaled alike, so that the farthest one
/// touches the edge of [-1, 1]. With [Similarity#COSINE] vectors are compared at length 1. The
/// layout of a collection is kept until a write changes it, for all colourings. At most
/// [#MAX_LIMIT] records are in memory at once, however many the collection has, and fewer of
/// vectors of more than 2,000 numbers.
public final class Maps {

  public static final int DEFAULT_LIMIT = 5000;
  public static final int MAX_LIMIT = 10_000;

  /// Records that the axes are found from.
  static final int FITTED = 3000;

  /// Numbers of all vectors that are in memory at once.
  private static final int MOST_NUMBERS = 20_000_000;

  private static final int KEPT_POINTS = 30_000;
  private static final long SEED = 11;

  private record Key(String collection, String namespace, int limit) {}

  /// @param metadata of the points, in their order
  private record Layout(
      CollectionSpec spec, long version, CollectionMap map, List<Metadata> metadata) {}

  private final Cache<Key, Layout> kept =
      Caffeine.newBuilder()
          .maximumWeight(KEPT_POINTS)
          .weigher((Key _, Layout layout) -> 1 + layout.metadata().size())
          .build();

  /// @param limit points at most, 1 to [#MAX_LIMIT]
  /// @throws InvalidRequest in a collection of sparse vectors
  public CollectionMap draw(
      VectorCollection collection, Namespace namespace, int limit, Colouring colouring) {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new InvalidRequest("limit: %d (expected: 1 to %d)".formatted(limit, MAX_LIMIT));
    }
    if (collection.spec().space() instanceof VectorSpace.Sparse) {
      throw new InvalidRequest(
          "collection: %s holds sparse vectors (expected: dense ones)"
              .formatted(collection.name()));
    }
    Key key = new Key(collection.name(), namespace.name(), limit);
    Layout layout =
        kept.asMap()
            .compute(
                key,
                (_, known) ->
                    known != null && isOf(known, collection)
                        ? known
                        : layout(collection, namespace, limit));
    return coloured(layout, colouring);
  }

  /// Forgets the maps of a collection that is gone.
  public void forget(String collection) {
    kept.asMap().keySet().removeIf(key -> key.collection().equals(collection));
  }

  private static boolean isOf(Layout known, VectorCollection collection) {
    return known.version() == collection.version() && known.spec().equals(collection.spec());
  }

  private static CollectionMap coloured(Layout layout, Colouring colouring) {
    List<String> groups = colouring.groups(layout.metadata());
    List<MapPoint> points =
        IntStream.range(0, groups.size())
            .mapToObj(
                i -> {
                  MapPoint point = layout.map().points().get(i);
                  return new MapPoint(point.id(), point.x(), point.y(), groups.get(i));
                })
            .toList();
    return new CollectionMap(points, layout.map().explained(), layout.map().records());
  }

  private static Layout layout(VectorCollection collection, Namespace namespace, int limit) {
    CollectionSpec spec = collection.spec();
    // Asked first: what is written meanwhile makes the layout outdated, never wrongly current.
    long version = collection.version();
    int count = Math.min(limit, Math.max(1, MOST_NUMBERS / spec.dimension()));
    List<VectorRecord> drawn = namespace.sample(count, SEED);
    List<float[]> vectors = drawn.stream().map(each -> numbers(spec, each.vector())).toList();
    CollectionMap map =
        drawn.isEmpty()
            ? new CollectionMap(List.of(), List.of(0.0, 0.0), 0)
            : placed(drawn, vectors, namespace.count(MetadataFilter.all()));
    return new Layout(spec, version, map, drawn.stream().map(VectorRecord::metadata).toList());
  }

  private static float[] numbers(CollectionSpec spec, DenseVector vector) {
    return (spec.similarity() == Similarity.COSINE ? vector.normalized() : vector).shared();
  }

  private static CollectionMap placed(
      List<VectorRecord> drawn, List<float[]> vectors, long records) {
    PrincipalAxes axes = PrincipalAxes.of(spread(vectors), SEED);
    List<double[]> places = vectors.stream().map(axes::project).toList();
    double farthest =
        places.stream()
            .mapToDouble(each -> Math.max(Math.abs(each[0]), Math.abs(each[1])))
            .max()
            .orElse(0);
    double scale = farthest == 0 ? 0 : 1 / farthest;
    List<MapPoint> points = new ArrayList<>();
    for (int i = 0; i < drawn.size(); i++) {
      double[] place = places.get(i);
      points.add(new MapPoint(drawn.get(i).id(), place[0] * scale, place[1] * scale, ""));
    }
    return new CollectionMap(points, axes.explained(), records);
  }

  /// Records come in the order in which they were written, so those for the axes are taken from all
  /// over.
  private static List<float[]> spread(List<float[]> vectors) {
    int size = Math.min(FITTED, vectors.size());
    return IntStream.range(0, size)
        .mapToObj(i -> vectors.get(Math.toIntExact((long) i * vectors.size() / size)))
        .toList();
  }
}
