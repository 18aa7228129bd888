package dev.pictor.server;

import dev.pictor.http.Access;
import dev.pictor.http.Json;
import dev.pictor.http.Route;
import dev.pictor.http.RouteGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The OpenAPI document of the server, put together from the part that each wire describes.
final class ApiDocument {

  private ApiDocument() {}

  /// JSON with the `paths` and `components` of all groups; the rest is that of the last one. Which
  /// scope a key needs comes from the routes themselves.
  static byte[] of(List<RouteGroup> groups) {
    ObjectNode paths = new YAMLMapper().createObjectNode();
    ObjectNode schemas = new YAMLMapper().createObjectNode();
    ObjectNode document = new YAMLMapper().createObjectNode();
    for (RouteGroup group : groups) {
      if (!group.openApi().isEmpty()) {
        JsonNode part = read(group.openApi());
        part.propertyStream()
            .filter(field -> !List.of("paths", "components").contains(field.getKey()))
            .forEach(field -> document.set(field.getKey(), field.getValue()));
        copy(part.path("paths"), paths);
        copy(part.path("components").path("schemas"), schemas);
      }
    }
    groups.forEach(group -> group.routes().forEach(route -> putScope(route, paths)));
    document.withObject("info").put("version", Version.current());
    document.set("paths", paths);
    ObjectNode components = document.withObject("components");
    components.set("schemas", schemas);
    ObjectNode schemes = components.withObject("securitySchemes");
    schemes.withObject("bearer").put("type", "http").put("scheme", "bearer");
    schemes.withObject("header").put("type", "apiKey").put("in", "header").put("name", "X-API-Key");
    return Json.write(document);
  }

  /// What OpenAPI 3.1 lets a requirement name beside a scheme that is not OAuth: roles.
  private static void putScope(Route route, ObjectNode paths) {
    String method = route.method().name().toLowerCase(Locale.ROOT);
    if (paths.path(route.path()).path(method) instanceof ObjectNode operation) {
      ArrayNode alternatives = operation.putArray("security");
      if (route.access() != Access.OPEN) {
        alternatives.addObject(); // where no keys are configured
        alternatives.addObject().putArray("bearer").add(route.access().word());
        alternatives.addObject().putArray("header").add(route.access().word());
      }
    }
  }

  private static void copy(JsonNode from, ObjectNode to) {
    from.propertyStream().forEach(field -> to.set(field.getKey(), field.getValue()));
  }

  private static JsonNode read(String resource) {
    try (InputStream in = ApiDocument.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      return new YAMLMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
