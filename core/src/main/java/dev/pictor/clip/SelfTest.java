package dev.pictor.clip;

import ai.onnxruntime.OrtException;
import dev.pictor.error.BrokenModel;
import dev.pictor.error.InvalidRequest;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureLimits;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import java.util.List;

/// Encodes the golden pictures and texts of a bundle and compares the vectors.
///
/// Texts are compared less strictly: int8 encoders round their sums differently on other CPUs.
final class SelfTest {

  static final double LEAST_PICTURE_COSINE = 0.9999;
  static final double LEAST_TEXT_COSINE = 0.98;

  private final ClipModel model;
  private final BundleFiles files;

  SelfTest(ClipModel model, BundleFiles files) {
    this.model = model;
    this.files = files;
  }

  /// @throws BrokenModel naming the file whose vectors are off
  void run() {
    GoldenVectors golden = GoldenVectors.read(files, model.manifest());
    try {
      pictures(golden.pictures());
      texts(golden.texts());
    } catch (OrtException e) {
      throw new BrokenModel(
          "%s: self-test cannot run: %s".formatted(model.name(), e.getMessage()), e);
    }
  }

  private void pictures(List<GoldenVectors.Pixels> pictures) throws OrtException {
    PictureDecoder decoder = new PictureDecoder(PictureLimits.defaults());
    ImageEncoder encoder = model.images();
    try (PictureBatch batch = new PictureBatch(encoder.preprocessor(), 1)) {
      for (GoldenVectors.Pixels each : pictures) {
        byte[] bytes = CheckedFile.bytes(files, each.file(), digest(each.file()));
        try {
          batch.put(0, encoder.preprocessor().resize(decoder.decode(bytes)));
        } catch (InvalidRequest e) {
          throw new BrokenModel(files.place(each.file()) + ": " + e.reason(), e);
        }
        compare(
            UnitVectors.of(encoder.encode(batch, 0, 1).getFirst()),
            each.vector(),
            LEAST_PICTURE_COSINE,
            encoder.place() + " of " + each.file());
      }
    }
  }

  private void texts(List<GoldenVectors.Text> texts) throws OrtException {
    for (GoldenVectors.Text each : texts) {
      TextEncoder encoder = model.textEncoder(each.text());
      compare(
          encoder.encode(each.text()).vector(),
          each.vector(),
          LEAST_TEXT_COSINE,
          "%s of the text '%s'".formatted(encoder.place(), each.text()));
    }
  }

  private static void compare(DenseVector actual, DenseVector expected, double least, String what) {
    if (actual.dimension() != expected.dimension()) {
      throw new BrokenModel(
          "%s: dimension %d (expected: %d)"
              .formatted(what, actual.dimension(), expected.dimension()));
    }
    float cosine = Similarity.COSINE.score(actual, expected);
    if (!(cosine >= least)) {
      throw new BrokenModel(
          "%s: cosine %.5f with its golden vector (expected: at least %s; install the model again)"
              .formatted(what, cosine, least));
    }
  }

  private String digest(String file) {
    String digest = model.manifest().sha256().get(file);
    if (digest == null) {
      throw new BrokenModel(files.place(file) + ": has no digest in " + ManifestCodec.FILE);
    }
    return digest;
  }
}
