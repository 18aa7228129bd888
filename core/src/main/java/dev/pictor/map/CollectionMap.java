package dev.pictor.map;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A collection as a plane.
///
/// @param points at most as many as were asked for, drawn by chance from larger collections
/// @param explained the share of the variance that each of the two axes shows, in [0, 1]; what is
///   left is lost on a plane, so that some of what lies together differs in other ways
/// @param records how many the namespace has
public record CollectionMap(List<MapPoint> points, List<Double> explained, long records) {

  /// @param name `""` for those without
  public record Group(String name, long points) {}

  public CollectionMap {
    points = List.copyOf(points);
    explained = List.copyOf(explained);
  }

  /// The groups of the points, the largest first; those without one last.
  public List<Group> groups() {
    Map<String, Long> counts =
        points.stream()
            .map(MapPoint::group)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    return counts.entrySet().stream()
        .map(each -> new Group(each.getKey(), each.getValue()))
        .sorted(
            Comparator.comparing((Group each) -> each.name().isEmpty())
                .thenComparing(Group::points, Comparator.reverseOrder())
                .thenComparing(Group::name))
        .toList();
  }
}
