package dev.pictor.clip;

import ai.onnxruntime.OrtException;
import dev.pictor.clip.ModelManifest.TextTower;
import dev.pictor.vector.ModelFingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A model that is loaded into this process: manifest, fingerprint, towers. Thread-safe; native
/// memory until closed.
public final class ClipModel implements EmbeddingModel, AutoCloseable {

  private final ModelManifest manifest;
  private final ModelFingerprint fingerprint;
  private final BundleFiles files;
  private final Optional<Background> background;
  private final ImageEncoder images;
  private final List<TextEncoder> texts; // the default tower last

  private ClipModel(
      ModelManifest manifest,
      BundleFiles files,
      Optional<Background> background,
      ImageEncoder images,
      List<TextEncoder> texts) {
    this.manifest = manifest;
    this.fingerprint = Fingerprints.of(manifest);
    this.files = files;
    this.background = background;
    this.images = images;
    this.texts = texts;
  }

  /// Opens all towers and checks their files against the digests of the manifest.
  ///
  /// @throws dev.pictor.error.BrokenModel naming the file
  static ClipModel open(ModelManifest manifest, BundleFiles files, ComputeDevice device) {
    Optional<Background> background =
        manifest.background().map(file -> Background.read(files, manifest, file));
    for (String file : manifest.weights()) {
      CheckedFile.check(files, file, manifest.sha256().getOrDefault(file, ""));
    }
    try (Opened opened = new Opened()) {
      ImageEncoder images =
          opened.add(ImageEncoder.open(files, manifest, device), ImageEncoder::close);
      List<TextEncoder> texts = new ArrayList<>();
      for (TextTower tower : manifest.texts()) {
        texts.add(opened.add(TextEncoder.open(files, manifest, tower, device), TextEncoder::close));
      }
      texts.sort((a, b) -> Boolean.compare(isDefault(a), isDefault(b)));
      opened.keep();
      return new ClipModel(manifest, files, background, images, List.copyOf(texts));
    }
  }

  @Override
  public String name() {
    return manifest.name();
  }

  @Override
  public int dimension() {
    return manifest.dimension();
  }

  public ModelManifest manifest() {
    return manifest;
  }

  @Override
  public ModelFingerprint fingerprint() {
    return fingerprint;
  }

  @Override
  public double logitScale() {
    return manifest.logitScale();
  }

  @Override
  public Calibration pictureCalibration() {
    return background
        .map(
            each ->
                new Calibration(each.picture(), each.picture(), manifest.picture().thresholds()))
        .orElseGet(() -> Calibration.none(manifest.dimension()));
  }

  @Override
  public TextCalibrations textCalibrations() {
    return new TextCalibrations(
        texts.stream()
            .map(TextEncoder::tower)
            .map(tower -> new TextCalibrations.Tower(tower.script(), calibration(tower)))
            .toList());
  }

  /// What centred cosines between a text of `tower` and a picture mean.
  private Calibration calibration(TextTower tower) {
    return background
        .map(each -> new Calibration(each.text(tower.script()), each.picture(), tower.thresholds()))
        .orElseGet(() -> Calibration.none(manifest.dimension()));
  }

  /// Encodes the golden pictures and texts of the bundle and compares. To be called on a platform
  /// thread.
  ///
  /// @throws dev.pictor.error.BrokenModel naming the file whose vectors are off
  public void selfTest() {
    new SelfTest(this, files).run();
  }

  ImageEncoder images() {
    return images;
  }

  /// Most texts that may share a run with gain; 1 where each text looks for its tower.
  int textsTogether() {
    return texts.size() == 1 ? texts.getFirst().together() : 1;
  }

  /// The tower for a text in one language: that of a script which occurs in it, else the default
  /// one.
  TextEncoder textEncoder(String text) {
    for (TextEncoder encoder : texts) {
      if (Script.occurs(encoder.tower().script(), text)) {
        return encoder;
      }
    }
    throw new IllegalStateException("a manifest has a default tower");
  }

  /// The vector of a text. Latin words among another script go to the default tower, because the
  /// script's own tower hardly knows them; the mean of both is the text's vector.
  ///
  /// @throws OrtException when a run fails
  EncodedText encode(String text) throws OrtException {
    TextEncoder tower = textEncoder(text);
    if (isDefault(tower)) {
      return encode(tower, List.of(text)).getFirst();
    }
    Script.Parted parted = Script.part(tower.tower().script(), text);
    return parted.latin().isEmpty()
        ? encode(tower, List.of(text)).getFirst()
        : encode(tower, List.of(parted.rest()))
            .getFirst()
            .meanWith(encode(texts.getLast(), List.of(parted.latin())).getFirst());
  }

  /// The vectors of texts, in order; a model of one tower takes them in one run where it can.
  ///
  /// @throws OrtException when a run fails
  List<EncodedText> encode(List<String> several) throws OrtException {
    if (texts.size() == 1) {
      return encode(texts.getFirst(), several);
    }
    List<EncodedText> encoded = new ArrayList<>(several.size());
    for (String text : several) {
      encoded.add(encode(text));
    }
    return encoded;
  }

  private List<EncodedText> encode(TextEncoder encoder, List<String> several) throws OrtException {
    Calibration calibration = calibration(encoder.tower());
    return encoder.encode(several).stream()
        .map(each -> new EncodedText(each.vector(), calibration, each.tokens(), each.truncated()))
        .toList();
  }

  @Override
  public void close() {
    images.close();
    texts.forEach(TextEncoder::close);
  }

  private static boolean isDefault(TextEncoder encoder) {
    return encoder.tower().script().equals(Script.DEFAULT);
  }
}
