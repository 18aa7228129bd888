package dev.pictor.clip;

import dev.pictor.clip.ModelManifest.Padding;
import dev.pictor.clip.ModelManifest.PictureTower;
import dev.pictor.clip.ModelManifest.TextEncoderFiles;
import dev.pictor.clip.ModelManifest.TextTower;
import dev.pictor.image.ResampleFilter;
import dev.pictor.token.TextCleaning;
import dev.pictor.vector.ModelFingerprint;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/// The fingerprint of a model: SHA-256 over one line for each thing that changes its vectors,
/// sorted.
///
/// Names of files, calibration, licences and golden vectors are left out: a bundle that is renamed
/// or calibrated anew still computes the same vectors.
final class Fingerprints {

  private Fingerprints() {}

  static ModelFingerprint of(ModelManifest manifest) {
    MessageDigest digest = CheckedFile.sha256();
    lines(manifest)
        .forEach(
            (key, value) ->
                digest.update((key + '=' + value + '\n').getBytes(StandardCharsets.UTF_8)));
    return new ModelFingerprint(HexFormat.of().formatHex(digest.digest()));
  }

  static SortedMap<String, String> lines(ModelManifest manifest) {
    SortedMap<String, String> lines = new TreeMap<>();
    lines.put("manifest.version", Integer.toString(manifest.version()));
    lines.put("dimension", Integer.toString(manifest.dimension()));
    PictureTower picture = manifest.picture();
    lines.put("picture.graph", digest(manifest, picture.file()));
    lines.put("picture.input", picture.input());
    lines.put("picture.output", picture.output());
    lines.put("picture.size", Integer.toString(picture.size()));
    lines.put("picture.resize", picture.resize().name());
    if (picture.resizeTo() != picture.size()) {
      lines.put("picture.resizeTo", Integer.toString(picture.resizeTo()));
    }
    if (picture.filter() != ResampleFilter.BICUBIC) {
      lines.put("picture.filter", picture.filter().name());
    }
    lines.put("picture.mean", picture.mean().toString());
    lines.put("picture.std", picture.std().toString());
    for (TextTower tower : manifest.texts()) {
      putText(manifest, tower, lines);
    }
    putWeights(manifest, lines);
    return lines;
  }

  private static void putText(
      ModelManifest manifest, TextTower tower, SortedMap<String, String> lines) {
    String prefix = "text." + tower.script() + '.';
    TextEncoderFiles encoder = tower.encoder();
    lines.put(prefix + "encoder", encoder.sha256().get(encoder.onnx()));
    lines.put(prefix + "tokenizer", encoder.sha256().get(encoder.tokenizer()));
    lines.put(prefix + "inputs", encoder.inputs().toString());
    lines.put(prefix + "output", encoder.output());
    lines.put(prefix + "pooling", encoder.pooling().name());
    lines.put(prefix + "normalise", Boolean.toString(encoder.normalise()));
    lines.put(prefix + "lowerCase", Boolean.toString(encoder.lowerCase()));
    lines.put(prefix + "maxTokens", Integer.toString(encoder.maxTokens()));
    if (encoder.padding() instanceof Padding.Right(int id)) {
      lines.put(prefix + "padding", Integer.toString(id));
    }
    if (encoder.cleaning() != TextCleaning.NONE) {
      lines.put(prefix + "cleaning", encoder.cleaning().wireName());
    }
    tower
        .head()
        .ifPresent(
            head -> {
              lines.put(prefix + "head", digest(manifest, head.file()));
              lines.put(prefix + "head.input", head.input());
              lines.put(prefix + "head.output", head.output());
            });
  }

  /// Files of weights beside the graphs, too: they change the vectors as a graph does.
  private static void putWeights(ModelManifest manifest, SortedMap<String, String> lines) {
    for (String file : manifest.weights()) {
      lines.put("weights." + file, digest(manifest, file));
    }
  }

  private static String digest(ModelManifest manifest, String file) {
    String digest = manifest.sha256().get(file);
    if (digest == null) {
      throw new IllegalStateException("no digest of " + file);
    }
    return digest;
  }
}
