package dev.pictor.roboflow;

import dev.pictor.clip.InFlight;
import dev.pictor.error.InvalidRequest;
import dev.pictor.vector.DenseVector;
import java.util.List;

/// Items to vectors, in order.
final class Encoding {

  private final ClipEncoder encoder;
  private final PictureLoader pictures;

  Encoding(ClipEncoder encoder, PictureLoader pictures) {
    this.encoder = encoder;
    this.pictures = pictures;
  }

  List<DenseVector> encode(List<ClipItem> items) {
    return InFlight.map(items, this::encode);
  }

  private DenseVector encode(ClipItem item) {
    return switch (item) {
      case ClipItem.Text(String text) -> text(text);
      case ClipItem.Image image -> image(image);
    };
  }

  private DenseVector text(String text) {
    ClipEncoder.EncodedText encoded = encoder.text(text);
    if (encoded.truncated()) {
      throw Fault.message(
          400,
          "Error with model input. Cause: Text input is too long: "
              + text.length()
              + " characters (expected: a shorter text, the model reads no more than its first words)");
    }
    return encoded.vector();
  }

  private DenseVector image(ClipItem.Image image) {
    byte[] picture = pictures.load(image);
    try {
      return encoder.image(picture);
    } catch (InvalidRequest e) {
      boolean fetched = !image.type().equals("base64");
      throw Fault.image(
          fetched ? PictureLoader.NOT_AN_IMAGE : PictureLoader.MALFORMED,
          image.name() + ": " + e.reason());
    }
  }
}
