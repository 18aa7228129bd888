package dev.pictor.clip;

import java.util.List;
import java.util.Map;

/// The `model.json` of a model bundle, parsed and checked.
///
/// @param background file of the vectors in the middle of the pictures and of each tower's texts
/// @param logitScale factor on cosines before a softmax over texts
/// @param sha256 hex digest of each file of the bundle, by its path inside the bundle
public record ModelManifest(
    String name,
    int version,
    int dimension,
    List<String> languages,
    double logitScale,
    String background,
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

  /// How a picture becomes a square.
  public enum Resize {
    /// The whole picture, proportions not kept.
    SQUASH,
    /// The middle of the picture, its shorter side whole.
    CENTRE_CROP
  }

  /// One text encoder and the texts it is for.
  ///
  /// @param script ISO 15924 code whose presence sends a text here (`Hani`), or `default`
  /// @param head file of the graph behind the encoder
  /// @param thresholds what centred cosines between a text and a picture mean, see [Calibration]
  public record TextTower(
      String script, String language, TextEncoderFiles encoder, Head head, Thresholds thresholds) {}

  /// The sentence encoder of a tower and how a text is put into it.
  ///
  /// @param sha256 hex digest of the graph and of the tokenizer; these files may lie outside of the
  ///   bundle, in the root of the class path
  /// @param inputs of the graph: token ids, attention mask and, if there is a third, token types
  /// @param normalise whether the pooled vector is divided by its length
  /// @param lowerCase whether a text is put into lower case before it is tokenized
  /// @param maxTokens a text is cut after, special tokens included
  public record TextEncoderFiles(
      String onnx,
      String tokenizer,
      Map<String, String> sha256,
      List<String> inputs,
      String output,
      int dimension,
      Pooling pooling,
      boolean normalise,
      boolean lowerCase,
      int maxTokens) {
    public TextEncoderFiles {
      sha256 = Map.copyOf(sha256);
      inputs = List.copyOf(inputs);
    }
  }

  /// How the vectors of a text's tokens become one.
  public enum Pooling {
    /// Mean over all tokens.
    MEAN,
    /// That of the first token.
    CLS
  }

  /// The graph that turns the pooled vector of an encoder into a vector of the model.
  public record Head(String file, String input, String output) {}
}
