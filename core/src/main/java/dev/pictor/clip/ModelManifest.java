package dev.pictor.clip;

import dev.pictor.image.ResampleFilter;
import dev.pictor.token.TextCleaning;
import dev.pictor.vector.ModelFingerprint;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The `model.json` of a model bundle, parsed and checked.
///
/// @param aliases further names under which the model answers, such as `ViT-B-32`
/// @param background file of the vectors in the middle of the pictures and of each tower's texts; a
///   model without one is not calibrated
/// @param logitScale factor on cosines before a softmax over texts
/// @param weights files beside the graphs that hold weights of theirs (ONNX's "external data")
/// @param sha256 hex digest of each file of the bundle, by its path inside the bundle
public record ModelManifest(
    String name,
    List<String> aliases,
    int version,
    int dimension,
    List<String> languages,
    double logitScale,
    Optional<String> background,
    PictureTower picture,
    List<TextTower> texts,
    List<String> weights,
    Map<String, String> licences,
    Map<String, String> sha256) {

  public ModelManifest {
    aliases = List.copyOf(aliases);
    languages = List.copyOf(languages);
    texts = List.copyOf(texts);
    weights = List.copyOf(weights);
    licences = Map.copyOf(licences);
    sha256 = Map.copyOf(sha256);
  }

  /// What tells models apart: two of the same fingerprint compute the same vectors.
  public ModelFingerprint fingerprint() {
    return Fingerprints.of(this);
  }

  /// How pictures are prepared and which graph encodes them; a pixel becomes `(value - mean) / std`
  /// per channel.
  ///
  /// @param size of the square that the graph reads, in pixels
  /// @param resizeTo shorter side before the middle is cropped; `size` when nothing but the longer
  ///   side is cropped, or nothing at all
  public record PictureTower(
      String file,
      String input,
      String output,
      int size,
      int resizeTo,
      Resize resize,
      ResampleFilter filter,
      List<Double> mean,
      List<Double> std,
      Optional<Thresholds> thresholds) {
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
  /// @param head the graph behind an encoder of sentences; none when the encoder's output is the
  ///   text's vector already
  /// @param thresholds what centred cosines between a text and a picture mean, see [Calibration]
  public record TextTower(
      String script,
      String language,
      TextEncoderFiles encoder,
      Optional<Head> head,
      Optional<Thresholds> thresholds) {}

  /// The encoder of a tower and how a text is put into it.
  ///
  /// @param sha256 hex digest of the graph and of the tokenizer; these files may lie outside of the
  ///   bundle, in the root of the class path
  /// @param inputs of the graph: token ids, then an attention mask, then token types; the latter
  ///   two only where the graph has them
  /// @param normalise whether the pooled vector is divided by its length
  /// @param lowerCase whether a text is put into lower case before it is tokenized
  /// @param maxTokens a text is cut after, special tokens included
  /// @param padding what follows a text that is shorter
  /// @param cleaning what is done to a text before it is tokenized
  /// @param together whether several texts may share a run: not without padding, and not with
  ///   graphs that are quantised while they run, where the neighbours of a text change its vector
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
      int maxTokens,
      Padding padding,
      TextCleaning cleaning,
      boolean together) {
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
    CLS,
    /// None: the graph's output is the text's vector.
    NONE
  }

  /// What follows the tokens of a short text.
  public sealed interface Padding {
    /// Nothing.
    record None() implements Padding {}

    /// This token, up to the longest text of a run; the attention mask, if any, is 0 there.
    record Longest(int id) implements Padding {}

    /// This token, up to the most tokens of the tower; the attention mask, if any, is 0 there.
    record Right(int id) implements Padding {}
  }

  /// The graph that turns the pooled vector of an encoder into a vector of the model.
  public record Head(String file, String input, String output) {}
}
