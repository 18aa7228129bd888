package dev.pictor.clip;

import java.util.List;
import java.util.Map;

/// The `model.json` of a model bundle, parsed and checked.
///
/// @param logitScale factor on cosines before a softmax over texts
/// @param sha256 hex digest of each file of the bundle, by its path inside the bundle
public record ModelManifest(
    String name,
    int version,
    int dimension,
    List<String> languages,
    double logitScale,
    PictureTower picture,
    List<TextTower> texts,
    Map<String, String> licences,
    Map<String, String> sha256) {

  public ModelManifest {
    languages = List.copyOf(languages);
    texts = List.copyOf(texts);
    licences = Map.copyOf(licences);
    sha256 = Map.copyOf(sha256);
  }

  /// How pictures are prepared and which graph encodes them; a pixel becomes `(value - mean) / std`
  /// per channel.
  public record PictureTower(
      String file,
      String input,
      String output,
      int size,
      Resize resize,
      List<Double> mean,
      List<Double> std,
      Thresholds thresholds) {
    public PictureTower {
      mean = List.copyOf(mean);
      std = List.copyOf(std);
    }
  }

  public enum Resize {
    SQUASH,
    CENTRE_CROP
  }

  /// One text encoder and the texts it is for.
  ///
  /// @param script ISO 15924 code whose presence sends a text here (`Hani`), or `default`
  /// @param head file of the graph behind the encoder
  public record TextTower(
      String script,
      String language,
      TextEncoderFiles encoder,
      Head head,
      TextCalibration calibration) {}

  public record TextEncoderFiles(
      String onnx,
      String tokenizer,
      Map<String, String> sha256,
      List<String> inputs,
      String output,
      int dimension,
      Pooling pooling,
      int maxTokens) {
    public TextEncoderFiles {
      sha256 = Map.copyOf(sha256);
      inputs = List.copyOf(inputs);
    }
  }

  public enum Pooling {
    MEAN,
    CLS
  }

  public record Head(String file, String input, String output) {}
}
