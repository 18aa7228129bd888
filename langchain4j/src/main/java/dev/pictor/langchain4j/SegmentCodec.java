package dev.pictor.langchain4j;

import dev.langchain4j.data.segment.TextSegment;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.JavaMetadata;
import dev.pictor.metadata.Metadata;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Text segments as the metadata of records. Stateless, thread-safe.
///
/// @param textField which holds the text
record SegmentCodec(String textField) {

  /// @throws InvalidRequest naming a key that cannot be kept, or the size of what is too large
  Metadata encode(TextSegment segment) {
    Map<String, Object> fields = new LinkedHashMap<>(segment.metadata().toMap());
    if (fields.containsKey(textField)) {
      throw new InvalidRequest(
          "metadata.%s: %s (expected: another key; this one holds the segment's text)"
              .formatted(textField, fields.get(textField)));
    }
    fields.put(textField, segment.text());
    return JavaMetadata.encode(fields);
  }

  /// Empty when the record has no text. Booleans and lists, which LangChain4j does not know, become
  /// strings.
  Optional<TextSegment> decode(Metadata metadata) {
    String text = metadata.text(textField).orElse("");
    if (text.isBlank()) {
      return Optional.empty();
    }
    Map<String, Object> fields = JavaMetadata.decode(metadata);
    fields.remove(textField);
    fields.replaceAll((_, value) -> known(value));
    return Optional.of(TextSegment.from(text, new dev.langchain4j.data.document.Metadata(fields)));
  }

  private static Object known(Object value) {
    return switch (value) {
      case List<?> texts -> String.join(", ", texts.stream().map(String::valueOf).toList());
      case Boolean flag -> flag.toString();
      default -> value;
    };
  }
}
