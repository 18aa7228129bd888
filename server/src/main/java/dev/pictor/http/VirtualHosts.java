package dev.pictor.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sets of routes behind one port, told apart by the first label of the host that a request is for.
/// Thread-safe.
public final class VirtualHosts {

  private final Map<String, Router> routers = new ConcurrentHashMap<>();
  private final Router others;
  private volatile Consumer<String> search = _ -> {};

  /// @param others what serves a host that nobody has
  public VirtualHosts(List<RouteGroup> others) {
    this.others = new Router(others);
  }

  /// @param label in lower case; another set of routes under it is replaced
  /// @return takes these routes away again, but none that replaced them
  public Runnable put(String label, List<RouteGroup> routes) {
    Router router = new Router(routes);
    routers.put(label, router);
    return () -> routers.remove(label, router);
  }

  /// @param search is told a label that nobody has, and may put routes under it
  public void searchBy(Consumer<String> search) {
    this.search = search;
  }

  Router of(Call call) {
    String label = label(call);
    @Nullable Router router = routers.get(label);
    if (router == null) {
      search.accept(label);
      router = routers.getOrDefault(label, others);
    }
    return router;
  }

  /// The first label of the host of a request, in lower case.
  public static String label(Call call) {
    return call.host().replaceFirst("[.:].*", "").toLowerCase(Locale.ROOT);
  }
}
