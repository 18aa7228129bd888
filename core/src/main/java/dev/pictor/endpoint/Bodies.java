package dev.pictor.endpoint;

import dev.pictor.image.PictureFormat;
import java.util.Base64;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Requests as JSON. Stateless.
final class Bodies {

  private Bodies() {}

  static ObjectNode object() {
    return JsonMapper.shared().createObjectNode();
  }

  static byte[] bytes(ObjectNode body) {
    return JsonMapper.shared().writeValueAsBytes(body);
  }

  static String base64(byte[] picture) {
    return Base64.getEncoder().encodeToString(picture);
  }

  /// `{"type": "base64", "value": "…"}`, as Roboflow's clients and Pictor's write a picture.
  static ObjectNode typed(byte[] picture) {
    return object().put("type", "base64").put("value", base64(picture));
  }

  static String dataUrl(byte[] picture) {
    String type =
        switch (PictureFormat.detect(picture).orElse(PictureFormat.JPEG)) {
          case JPEG -> "jpeg";
          case PNG -> "png";
          case GIF -> "gif";
          case BMP -> "bmp";
          case WEBP -> "webp";
          case TIFF -> "tiff";
        };
    return "data:image/%s;base64,%s".formatted(type, base64(picture));
  }
}
