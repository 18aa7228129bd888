package dev.pictor.api;

import static dev.pictor.http.Route.reads;

import dev.pictor.collection.VectorCollection;
import dev.pictor.http.Call;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.map.CollectionMap;
import dev.pictor.map.Colouring;
import dev.pictor.map.MapPoint;
import dev.pictor.map.Maps;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Collections as scatter plots.
final class MapRoutes {

  private final NativeApi.Parts parts;
  private final Maps maps = new Maps();

  MapRoutes(NativeApi.Parts parts) {
    this.parts = parts;
    parts.catalog().onDelete(maps::forget);
  }

  List<Route> routes() {
    return List.of(reads(Method.GET, Views.PREFIX + "/collections/{name}/map", this::map));
  }

  private Reply map(Call call) {
    VectorCollection collection = parts.catalog().get(call.pathValue("name"));
    Parameters.refuseOthers(call, List.of("namespace", "limit", "colour"));
    String colour = call.query("colour").orElse("folder");
    int limit = Parameters.number(call, "limit", Maps.DEFAULT_LIMIT, 1, Maps.MAX_LIMIT);
    CollectionMap map =
        maps.draw(
            collection,
            collection.namespace(call.query("namespace").orElse("")),
            limit,
            Colouring.parse(colour));
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("points", map.points().stream().map(MapRoutes::point).toList());
    view.put(
        "groups",
        map.groups().stream()
            .map(group -> Map.of("name", group.name(), "points", group.points()))
            .toList());
    view.put("colour", colour);
    view.put("explained", map.explained());
    view.put("records", map.records());
    return Reply.json(view);
  }

  private static Map<String, Object> point(MapPoint point) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", point.id());
    view.put("x", rounded(point.x()));
    view.put("y", rounded(point.y()));
    view.put("group", point.group());
    return view;
  }

  /// Finer than any screen, and half as long.
  private static double rounded(double place) {
    return Math.round(place * 1e5) / 1e5;
  }
}
