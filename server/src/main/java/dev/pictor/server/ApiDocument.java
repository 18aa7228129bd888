package dev.pictor.server;

import dev.pictor.http.Json;
import dev.pictor.http.RouteGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The OpenAPI document of the server, put together from the part that each wire describes.
final class ApiDocument {

  private ApiDocument() {}

  /// JSON with the `paths` and `components` of all groups; the rest is that of the last one.
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
    document.withObject("info").put("version", Version.current());
    document.set("paths", paths);
    ObjectNode components = document.withObject("components");
    components.set("schemas", schemas);
    ObjectNode schemes = components.withObject("securitySchemes");
    schemes.withObject("bearer").put("type", "http").put("scheme", "bearer");
    schemes.withObject("header").put("type", "apiKey").put("in", "header").put("name", "X-API-Key");
    return Json.write(document);
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
