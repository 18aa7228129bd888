package dev.pictor.http;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON to a tree in which long texts are [TextSlice]s of the body. Belongs to one read.
final class SlicingReader {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /// Shorter texts are copied; nothing is gained by leaving them.
  private static final int LONG_TEXT = 16 * 1024;

  private final byte[] body;
  private final JsonMapper mapper;

  /// @param mapper whose check of what follows a value is done here
  SlicingReader(byte[] body, JsonMapper mapper) {
    this.body = body;
    this.mapper = mapper;
  }

  /// @throws tools.jackson.core.JacksonException when it is not JSON
  JsonNode read() {
    try (JsonParser parser = mapper.createParser(body)) {
      JsonNode root = value(parser, parser.nextToken());
      if (parser.nextToken() != null) {
        throw unexpected(parser);
      }
      return root;
    }
  }

  private JsonNode value(JsonParser parser, @Nullable JsonToken token) {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> text(parser);
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
          };
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
      case null, default -> throw unexpected(parser);
    };
  }

  private static MismatchedInputException unexpected(JsonParser parser) {
    return MismatchedInputException.from(
        parser, Object.class, "unexpected " + parser.currentToken());
  }

  private ObjectNode object(JsonParser parser) {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      object.set(name, value(parser, parser.nextToken()));
    }
    return object;
  }

  private ArrayNode array(JsonParser parser) {
    ArrayNode array = NODES.arrayNode();
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY;
        next = parser.nextToken()) {
      array.add(value(parser, next));
    }
    return array;
  }

  /// The parser has not read the text yet and skips it when it is left.
  private JsonNode text(JsonParser parser) {
    int from = Math.toIntExact(parser.currentTokenLocation().getByteOffset()) + 1;
    int to = from;
    while (to < body.length && body[to] != '"' && body[to] != '\\') {
      to++;
    }
    boolean whole = to < body.length && body[to] == '"';
    return whole && to - from >= LONG_TEXT
        ? NODES.pojoNode(new TextSlice(body, from, to))
        : NODES.stringNode(parser.getString());
  }
}
