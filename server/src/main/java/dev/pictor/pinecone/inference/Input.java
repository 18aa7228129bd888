package dev.pictor.pinecone.inference;

import dev.pictor.pinecone.index.JsonBody;
import java.util.Optional;

/// What is to be embedded.
public sealed interface Input {

  /// The key of a text in a request and in a field map.
  String TEXT = "text";

  /// The key of a picture.
  String IMAGE = "image";

  record Text(String text) implements Input {}

  /// A picture. Pinecone has none; its requests have room for one beside `text`.
  ///
  /// @param value its address, or base64, bare or as a data URL
  record Image(String value) implements Input {}

  /// The input that `{"text": "…"}` or `{"image": "…"}` asks for; empty when it has neither.
  static Optional<Input> read(JsonBody body) {
    return body.optionalText(TEXT)
        .<Input>map(Text::new)
        .or(() -> body.optionalText(IMAGE).map(Image::new));
  }
}
