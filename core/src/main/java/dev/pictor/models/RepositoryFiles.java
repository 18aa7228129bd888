package dev.pictor.models;

import dev.pictor.error.NotFound;
import dev.pictor.models.HubSource.Listed;
import dev.pictor.models.KnownModel.ModelFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Which files of an unknown repository a model needs: the graphs of one variant, the weights
/// beside them, and what tells how texts and pictures are prepared.
final class RepositoryFiles {

  private static final Set<String> DESCRIPTIONS =
      Set.of(
          "README.md",
          "LICENSE",
          "LICENSE.md",
          "LICENSE.txt",
          "config.json",
          "preprocessor_config.json",
          "preprocess_cfg.json",
          "open_clip_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "vocab.json",
          "vocab.txt",
          "merges.txt",
          "sentencepiece.bpe.model",
          "spiece.model",
          "tokenizer.model");

  /// Of the towers, and of both in one; the first pair that is there counts.
  private static final List<List<String>> PAIRS =
      List.of(
          List.of("onnx/vision_model", "onnx/text_model"),
          List.of("vision_model", "text_model"),
          List.of("visual/model", "textual/model"),
          List.of("visual", "textual"),
          List.of("onnx/model"),
          List.of("model"));

  private final Map<String, Listed> byPath = new TreeMap<>();
  private final String repository;

  /// @param files that the hub lists; those with odd names are left out
  RepositoryFiles(String repository, List<Listed> files) {
    this.repository = repository;
    files.stream()
        .filter(file -> RepositoryPath.isSafe(file.path()))
        .forEach(file -> byPath.put(file.path(), file));
  }

  /// @throws NotFound when there are no graphs of the variant, naming those that there are
  List<ModelFile> of(Variant variant) {
    List<String> graphs =
        graphs(variant)
            .orElseThrow(
                () ->
                    new NotFound(
                        "%s: no graphs of a picture and a text tower in %s (there: %s). Choose another variant or repository."
                            .formatted(repository, variant.wireName(), variants())));
    Set<String> folders = new HashSet<>(Set.of(""));
    Set<String> chosen = new HashSet<>(graphs);
    for (String graph : graphs) {
      folders.add(folder(graph));
      byPath.keySet().stream().filter(path -> isBeside(path, graph)).forEach(chosen::add);
    }
    byPath.keySet().stream()
        .filter(path -> folders.contains(folder(path)) && DESCRIPTIONS.contains(name(path)))
        .forEach(chosen::add);
    return byPath.values().stream()
        .filter(file -> chosen.contains(file.path()))
        .map(file -> file(file, graphs, variant))
        .toList();
  }

  private Optional<List<String>> graphs(Variant variant) {
    for (List<String> pair : PAIRS) {
      for (String suffix : suffixes(variant)) {
        List<String> graphs = pair.stream().map(stem -> stem + suffix + ".onnx").toList();
        if (byPath.keySet().containsAll(graphs)) {
          return Optional.of(graphs);
        }
      }
    }
    return Optional.empty();
  }

  private static List<String> suffixes(Variant variant) {
    return switch (variant) {
      case FP32 -> List.of("");
      case FP16 -> List.of("_fp16");
      case INT8 -> List.of("_quantized", "_int8");
    };
  }

  private String variants() {
    List<Variant> found = new ArrayList<>();
    for (Variant variant : Variant.values()) {
      if (graphs(variant).isPresent()) {
        found.add(variant);
      }
    }
    return found.isEmpty() ? "none" : Variant.names(found.toArray(Variant[]::new));
  }

  /// Weights of a graph: `X.onnx_data`, `X.onnx.data`, `X.onnx_data_1`; and, in a tower's own
  /// folder, files without a kind, which are what PyTorch names after the tensors.
  private static boolean isBeside(String path, String graph) {
    if (path.startsWith(graph) && path.length() > graph.length()) {
      return path.substring(graph.length()).matches("[._]data(_\\d+)?");
    }
    String folder = folder(graph);
    return (folder.equals("visual") || folder.equals("textual"))
        && folder(path).equals(folder)
        && !name(path).matches(".*\\.(onnx|armnn|rknn|md|json|txt|model)");
  }

  private static ModelFile file(Listed listed, List<String> graphs, Variant variant) {
    boolean graph = graphs.stream().anyMatch(each -> listed.path().startsWith(each));
    return new ModelFile(
        listed.path(),
        listed.path(),
        graph ? Set.of(variant) : Set.of(),
        listed.bytes(),
        listed.sha256(),
        false);
  }

  private static String folder(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
