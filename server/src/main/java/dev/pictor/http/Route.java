package dev.pictor.http;

/// One line of the route table.
///
/// @param path segments divided by `/`; `{name}` stands for any one segment, `{name...}` at the end
///   for all that follow
/// @param access what a key must allow, where keys are configured
public record Route(Method method, String path, Access access, Handler handler) {

  public Route {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException(
          "route: " + path + " (expected: a path that starts with /)");
    }
  }

  public static Route open(Method method, String path, Handler handler) {
    return new Route(method, path, Access.OPEN, handler);
  }

  public static Route reads(Method method, String path, Handler handler) {
    return new Route(method, path, Access.READ, handler);
  }

  public static Route writes(Method method, String path, Handler handler) {
    return new Route(method, path, Access.WRITE, handler);
  }

  public static Route administers(Method method, String path, Handler handler) {
    return new Route(method, path, Access.ADMIN, handler);
  }
}
