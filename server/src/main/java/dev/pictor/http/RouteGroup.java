package dev.pictor.http;

import java.util.List;

/// The routes of one wire with what they have in common.
///
/// @param name for metrics and logs
/// @param prefix requests below it get `errors` and `cors` even when no route fits; the longest
///   prefix wins, `/` takes what is left
/// @param openApi resource with this wire's `paths` and `components` (YAML); empty for none
public record RouteGroup(
    String name,
    String prefix,
    List<Route> routes,
    ErrorFormat errors,
    Cors cors,
    KeySource keys,
    String openApi) {

  public RouteGroup {
    routes = List.copyOf(routes);
  }

  /// The same manners and routes, all of which `handler` answers.
  public RouteGroup answeredBy(Handler handler) {
    List<Route> answered =
        routes.stream()
            .map(each -> new Route(each.method(), each.path(), each.access(), handler))
            .toList();
    return new RouteGroup(name, prefix, answered, errors, cors, keys, openApi);
  }
}
