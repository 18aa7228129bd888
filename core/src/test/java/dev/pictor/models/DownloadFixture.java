package dev.pictor.models;

import dev.pictor.models.KnownModel.ModelFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/// A model of one graph and a description on a [FakeHub].
final class DownloadFixture {

  static final String GRAPH = "onnx/model.onnx";
  static final String CONFIG = "config.json";

  private DownloadFixture() {}

  static byte[] bytes(int count, long seed) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static KnownModel model(ModelFile... files) {
    return new KnownModel(
        "clip",
        List.of(),
        FakeHub.REPOSITORY,
        FakeHub.COMMIT,
        512,
        List.of("en"),
        77,
        "MIT",
        true,
        "a model of the tests",
        "transformers-joint",
        Map.of(),
        Map.of(),
        List.of(files));
  }

  /// A graph of which the catalogue knows length and digest.
  static ModelFile known(byte[] content) {
    return graph(OptionalLong.of(content.length), Optional.of(Digests.sha256(content)));
  }

  /// A graph of which only the hub knows more.
  static ModelFile unknown() {
    return graph(OptionalLong.empty(), Optional.empty());
  }

  static ModelFile graph(OptionalLong bytes, Optional<String> sha256) {
    return new ModelFile(GRAPH, GRAPH, Set.of(Variant.FP32), bytes, sha256, false);
  }

  /// All files under a folder, by their paths in it.
  static List<String> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
