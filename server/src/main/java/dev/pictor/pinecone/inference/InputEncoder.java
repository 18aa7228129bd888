package dev.pictor.pinecone.inference;

import dev.pictor.clip.ImageEmbedding;
import dev.pictor.clip.InFlight;
import dev.pictor.clip.ModelUse;
import dev.pictor.clip.TextEmbedding;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.PictureText;
import dev.pictor.vector.ModelFingerprint;
import java.util.List;
import java.util.function.Function;

/// A model at work, to be closed after use. Thread-safe.
public final class InputEncoder implements AutoCloseable {

  private final ModelUse use;
  private final Function<String, byte[]> fetch;

  InputEncoder(ModelUse use, Function<String, byte[]> fetch) {
    this.use = use;
    this.fetch = fetch;
  }

  /// The name of the model itself, whatever name it was asked for by.
  public String model() {
    return use.embedder().model().name();
  }

  public ModelFingerprint fingerprint() {
    return use.embedder().fingerprint();
  }

  public int dimension() {
    return use.embedder().model().dimension();
  }

  /// The inputs with their vectors, in order.
  ///
  /// @throws InvalidRequest when a picture cannot be read
  public List<Embedded> embed(List<? extends Input> inputs) {
    return InFlight.map(List.copyOf(inputs), this::embed);
  }

  public Embedded embed(Input input) {
    return switch (input) {
      case Input.Text(String text) -> {
        TextEmbedding embedded = use.embedder().text(text);
        yield new Embedded(embedded.embedding().vector(), embedded.tokens(), embedded.truncated());
      }
      case Input.Image(String value) -> {
        ImageEmbedding embedded = use.embedder().image(picture(value));
        yield new Embedded(embedded.embedding().vector(), 0, false);
      }
    };
  }

  private byte[] picture(String value) {
    return PictureText.isAddress(value)
        ? fetch.apply(value)
        : PictureText.decode(value, Input.IMAGE);
  }

  @Override
  public void close() {
    use.close();
  }
}
