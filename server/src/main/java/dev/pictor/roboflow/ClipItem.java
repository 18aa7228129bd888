package dev.pictor.roboflow;

import tools.jackson.databind.JsonNode;

/// One thing to embed, as sent.
sealed interface ClipItem {

  record Text(String text) implements ClipItem {}

  /// @param type how `value` is written, in lower case; unknown types are told apart when the
  ///   picture is loaded
  /// @param name where it stands in the body, for messages
  record Image(String type, JsonNode value, String name) implements ClipItem {}
}
