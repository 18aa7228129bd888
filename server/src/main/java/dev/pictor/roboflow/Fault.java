package dev.pictor.roboflow;

import dev.pictor.http.Reply;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Ends a request with an answer in this wire's own shape.
final class Fault extends RuntimeException {

  private final int status;
  private final transient JsonNode body;

  private Fault(int status, JsonNode body) {
    super("status " + status);
    this.status = status;
    this.body = body;
  }

  static Fault of(int status, JsonNode body) {
    return new Fault(status, body);
  }

  static Fault message(int status, String message) {
    return new Fault(status, JsonNodeFactory.instance.objectNode().put("message", message));
  }

  /// @param cause one of the reference's texts, which programs compare
  /// @param detail which picture it is and what is wrong with it, for people
  static Fault image(String cause, String detail) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("message", "Could not load input image. Cause: " + cause);
    body.put("detail", detail);
    return new Fault(400, body);
  }

  Reply reply() {
    return Reply.json(status, body);
  }
}
