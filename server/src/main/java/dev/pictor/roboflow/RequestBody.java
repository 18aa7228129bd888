package dev.pictor.roboflow;

import dev.pictor.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A request's JSON object to typed requests. Unknown fields are ignored, as the reference does.
final class RequestBody {

  private static final String IMAGE = "InferenceRequestImage";
  private static final List<String> SHARED =
      List.of("id", "api_key", "source", "source_info", "model_id", "clip_version_id");

  private final ObjectNode body;
  private final Violations violations = new Violations();

  private RequestBody(ObjectNode body) {
    this.body = body;
    for (String field : SHARED) {
      JsonNode value = body.path(field);
      if (!value.isMissingNode() && !value.isNull() && !value.isString()) {
        violations.notAString(value, List.of("body", field));
      }
    }
  }

  /// @throws Fault 422
  static RequestBody of(byte[] bytes) {
    return new RequestBody(Violations.object(bytes, Json::read));
  }

  /// Of a request whose long texts are pictures: they are decoded from where they are.
  ///
  /// @throws Fault 422
  static RequestBody ofPictures(byte[] bytes) {
    return new RequestBody(Violations.object(bytes, Json::readSlicing));
  }

  /// The version asked for; empty for the default, which an explicit null means too.
  Optional<String> version() {
    violations.throwIfAny();
    return string("clip_version_id");
  }

  private Optional<String> string(String field) {
    JsonNode value = body.path(field);
    return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
  }

  String modelId() {
    if (body.path("model_id").isMissingNode() || body.path("model_id").isNull()) {
      violations.missing(input(), List.of("body", "model_id"));
    }
    violations.throwIfAny();
    return string("model_id").orElseThrow();
  }

  List<ClipItem> texts() {
    String field = present("text", "texts");
    JsonNode value = body.path(field);
    List<ClipItem> texts = new ArrayList<>();
    if (value.isMissingNode()) {
      violations.missing(input(), List.of("body", "text"));
    } else if (value.isString()) {
      texts.add(new ClipItem.Text(value.stringValue()));
    } else {
      if (!value.isArray()) {
        violations.notAList(value, List.of("body", field, "list[str]"));
      }
      for (int i = 0; i < value.size() && value.isArray(); i++) {
        if (value.get(i).isString()) {
          texts.add(new ClipItem.Text(value.get(i).stringValue()));
        } else {
          violations.notAString(value.get(i), List.of("body", field, "list[str]", i));
        }
      }
      if (texts.size() != value.size() || !value.isArray()) {
        violations.notAString(value, List.of("body", field, "str"));
      }
    }
    violations.throwIfAny();
    return texts;
  }

  /// Also takes base64 without an object around it, and `images` for `image`, as tutorials send it.
  List<ClipItem> images() {
    String field = present("image", "images");
    JsonNode value = body.path(field);
    List<ClipItem> images = new ArrayList<>();
    if (value.isMissingNode()) {
      violations.missing(input(), List.of("body", "image"));
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        List<Object> loc = List.of("body", field, "list[" + IMAGE + "]", i);
        image(value.get(i), loc, field + "[" + i + "]").ifPresent(images::add);
      }
    } else if (value.isObject() || value.isString() || value.isPojo()) {
      image(value, List.of("body", field, IMAGE), field).ifPresent(images::add);
    } else {
      violations.notAList(value, List.of("body", field, "list[" + IMAGE + "]"));
      violations.notAnObject(value, List.of("body", field, IMAGE));
    }
    violations.throwIfAny();
    if (images.isEmpty()) {
      throw Fault.message(400, field + ": an empty list (expected: at least one picture)");
    }
    return images;
  }

  private String present(String name, String alternative) {
    return body.has(name) || !body.has(alternative) ? name : alternative;
  }

  private Optional<ClipItem> image(JsonNode value, List<Object> loc, String name) {
    if (value.isString() || value.isPojo()) {
      return Optional.of(guessed(value, name));
    }
    if (!value.isObject()) {
      violations.notAnObject(value, loc);
      return Optional.empty();
    }
    JsonNode type = value.path("type");
    if (type.isString()) {
      String lower = type.stringValue().toLowerCase(Locale.ROOT);
      return Optional.of(new ClipItem.Image(lower, value.path("value"), name));
    }
    List<Object> place = new ArrayList<>(loc);
    place.add("type");
    if (type.isMissingNode()) {
      violations.missing(value, place);
    } else {
      violations.notAString(type, place);
    }
    return Optional.empty();
  }

  private static ClipItem guessed(JsonNode value, String name) {
    return new ClipItem.Image(PictureLoader.GUESS, value, name);
  }

  CompareRequest comparison() {
    if (body.path("subject").isMissingNode()) {
      violations.missing(input(), List.of("body", "subject"));
    }
    if (body.path("prompt").isMissingNode()) {
      violations.missing(input(), List.of("body", "prompt"));
    }
    violations.throwIfAny();
    boolean imageSubject = isImage("subject_type", "image");
    boolean imagePrompts = isImage("prompt_type", "text");
    JsonNode given = body.path("subject");
    if (!given.isString() && !given.isObject()) {
      violations.notAnObject(given, List.of("body", "subject", IMAGE));
      violations.notAString(given, List.of("body", "subject", "str"));
      violations.throwIfAny();
    }
    ClipItem subject = item(given, imageSubject, "subject");
    CompareRequest request = prompts(subject, imagePrompts);
    violations.throwIfAny();
    return request;
  }

  private CompareRequest prompts(ClipItem subject, boolean images) {
    JsonNode prompt = body.path("prompt");
    List<ClipItem> items = new ArrayList<>();
    Optional<List<String>> labels = Optional.empty();
    if (prompt.isArray()) {
      for (int i = 0; i < prompt.size(); i++) {
        items.add(item(prompt.get(i), images, "prompt[" + i + "]"));
      }
    } else if (prompt.isObject() && !(prompt.has("type") && prompt.has("value"))) {
      List<String> names = new ArrayList<>();
      for (Map.Entry<String, JsonNode> entry : prompt.properties()) {
        names.add(entry.getKey());
        items.add(item(entry.getValue(), images, "prompt." + entry.getKey()));
      }
      labels = Optional.of(names);
    } else if (prompt.isObject() || prompt.isString()) {
      items.add(item(prompt, images, "prompt"));
    } else {
      violations.notAList(prompt, List.of("body", "prompt", "list[" + IMAGE + "]"));
      violations.notAnObject(prompt, List.of("body", "prompt", IMAGE));
      violations.notAString(prompt, List.of("body", "prompt", "str"));
      violations.throwIfAny();
    }
    return new CompareRequest(subject, items, labels);
  }

  private boolean isImage(String field, String byDefault) {
    JsonNode value = body.path(field);
    if (!value.isMissingNode() && !value.isNull() && !value.isString()) {
      violations.notAString(value, List.of("body", field));
      violations.throwIfAny();
    }
    String type = value.isString() ? value.stringValue() : byDefault;
    if (!type.equals("image") && !type.equals("text")) {
      throw Fault.message(400, field + ": " + type + " (expected: one of [image, text])");
    }
    return type.equals("image");
  }

  private ClipItem item(JsonNode value, boolean image, String name) {
    if (!image && value.isString()) {
      return new ClipItem.Text(value.stringValue());
    }
    if (!image) {
      throw Fault.message(
          400, name + ": not a text (expected: a string, or the type \"image\" beside it)");
    }
    Optional<ClipItem> item = image(value, List.of("body", name, IMAGE), name);
    violations.throwIfAny();
    return item.orElseThrow();
  }

  /// The body as Pydantic shows it in "missing": with the id that it gave the request.
  private JsonNode input() {
    ObjectNode copy = body.deepCopy();
    if (!copy.has("id")) {
      copy.put("id", UUID.randomUUID().toString());
    }
    return copy;
  }
}
