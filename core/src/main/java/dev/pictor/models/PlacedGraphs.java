package dev.pictor.models;

import dev.pictor.clip.GraphSignature;
import dev.pictor.error.InvalidRequest;
import dev.pictor.models.Layout.Graphs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The graphs of a model in a draft of its bundle, one for each tower, with their side files.
///
/// @param picture name in the bundle
/// @param text name in the bundle
/// @param weights names of side files in the bundle
/// @param textQuantises whether the text tower is quantised while it runs
record PlacedGraphs(String picture, String text, Set<String> weights, boolean textQuantises) {

  private static final String PICTURE = "picture.onnx";
  private static final String TEXT = "text.onnx";

  /// For less it is not worth a file more.
  private static final long LEAST_WEIGHTS_BYTES = 10_000_000;

  PlacedGraphs {
    weights = Set.copyOf(weights);
  }

  /// @throws InvalidRequest naming the graph or side file that is missing or wrong
  static PlacedGraphs place(Graphs graphs, BundleDraft draft) throws IOException {
    return switch (graphs) {
      case Graphs.Split split -> split(split, draft);
      case Graphs.Joint joint -> joint(joint, draft);
    };
  }

  private static PlacedGraphs split(Graphs.Split graphs, BundleDraft draft) throws IOException {
    Map<String, Path> pictures = sideFiles(graphs.picture());
    Map<String, Path> texts = sideFiles(graphs.text());
    boolean clash =
        pictures.keySet().stream()
            .anyMatch(
                name -> texts.containsKey(name) && !texts.get(name).equals(pictures.get(name)));
    String picture = (clash ? "picture/" : "") + PICTURE;
    String text = (clash ? "text/" : "") + TEXT;
    ModelFolder.requireSpace(draft.folder(), bytes(graphs, pictures, texts));
    draft.copy(graphs.picture(), picture);
    draft.copy(graphs.text(), text);
    Set<String> weights = new TreeSet<>();
    copy(pictures, clash ? "picture/" : "", draft, weights);
    copy(texts, clash ? "text/" : "", draft, weights);
    takeOneAtATime(picture, draft);
    putWeightsBeside(picture, draft, weights);
    putWeightsBeside(text, draft, weights);
    return new PlacedGraphs(picture, text, weights, quantises(draft.path(text)));
  }

  /// A graph of both towers becomes one for each, because a run computes everything.
  private static PlacedGraphs joint(Graphs.Joint graphs, BundleDraft draft) throws IOException {
    Map<String, Path> sides = sideFiles(graphs.both());
    GraphSignature signature = GraphSignature.of(graphs.both());
    ModelFolder.requireSpace(draft.folder(), 2 * Files.size(graphs.both()));
    try (OnnxFile both = OnnxFile.open(graphs.both())) {
      both.writePart(vector(graphs.both(), signature, true), draft.path(PICTURE));
      both.writePart(vector(graphs.both(), signature, false), draft.path(TEXT));
    }
    draft.finish(PICTURE);
    draft.finish(TEXT);
    Set<String> weights = new TreeSet<>();
    try (OnnxFile picture = OnnxFile.open(draft.path(PICTURE));
        OnnxFile text = OnnxFile.open(draft.path(TEXT))) {
      sides
          .keySet()
          .removeIf(
              name -> !picture.sideFiles().contains(name) && !text.sideFiles().contains(name));
    }
    copy(sides, "", draft, weights);
    takeOneAtATime(PICTURE, draft);
    putWeightsBeside(PICTURE, draft, weights);
    putWeightsBeside(TEXT, draft, weights);
    return new PlacedGraphs(PICTURE, TEXT, weights, quantises(draft.path(TEXT)));
  }

  private static String vector(Path graph, GraphSignature signature, boolean picture) {
    return TowerPorts.named(signature, picture)
        .orElseThrow(
            () ->
                new InvalidRequest(
                    ("%s: outputs %s (expected: image_embeds and text_embeds, or two graphs). Export"
                            + " the model with the vectors of both towers.")
                        .formatted(graph, signature.outputs())))
        .name();
  }

  private static long bytes(
      Graphs.Split graphs, Map<String, Path> pictures, Map<String, Path> texts) throws IOException {
    long bytes = Files.size(graphs.picture()) + Files.size(graphs.text());
    for (Map<String, Path> sides : List.of(pictures, texts)) {
      for (Path side : sides.values()) {
        bytes += Files.size(side);
      }
    }
    return bytes;
  }

  /// Where a run quantises, the other pictures of it would change a picture's vector.
  private static void takeOneAtATime(String picture, BundleDraft draft) throws IOException {
    Path whole = draft.path(picture);
    Path single = draft.path(picture + ".single");
    try (OnnxFile file = OnnxFile.open(whole)) {
      if (!file.quantisesWhileRunning()) {
        return;
      }
      file.writeForOne(single);
    }
    Files.move(single, whole, StandardCopyOption.REPLACE_EXISTING);
    draft.finish(picture);
  }

  /// What is mapped from a file is in memory once; see [SideFile].
  private static void putWeightsBeside(String graph, BundleDraft draft, Set<String> weights)
      throws IOException {
    String side = graph + "_data";
    Path whole = draft.path(graph);
    Path light = draft.path(graph + ".light");
    try (OnnxFile file = OnnxFile.open(whole)) {
      if (weights.contains(side) || file.movableBytes() < LEAST_WEIGHTS_BYTES) {
        return;
      }
      ModelFolder.requireSpace(draft.folder(), file.movableBytes());
      file.writeWithWeightsBeside(light, draft.path(side));
    }
    Files.move(light, whole, StandardCopyOption.REPLACE_EXISTING);
    draft.finish(graph);
    draft.finish(side);
    weights.add(side);
  }

  private static boolean quantises(Path graph) {
    try (OnnxFile file = OnnxFile.open(graph)) {
      return file.quantisesWhileRunning();
    }
  }

  /// The side files of a graph by their names relative to its folder.
  private static Map<String, Path> sideFiles(Path graph) {
    Path folder = graph.resolveSibling("").normalize();
    Map<String, Path> found = new TreeMap<>();
    try (OnnxFile file = OnnxFile.open(graph)) {
      for (String name : file.sideFiles()) {
        found.put(name, sideFile(graph, folder, name));
      }
    }
    return found;
  }

  private static Path sideFile(Path graph, Path folder, String name) {
    Path side;
    try {
      side = folder.resolve(name).normalize();
    } catch (java.nio.file.InvalidPathException e) {
      throw new InvalidRequest(graph + ": weights in " + name + ": no path", e);
    }
    if (Path.of(name).isAbsolute() || !side.startsWith(folder) || name.contains("\\")) {
      throw new InvalidRequest(
          ("%s: weights in %s (expected: a file beside the graph). Such a graph could read any file"
                  + " of this machine; do not trust it.")
              .formatted(graph, name));
    }
    if (!Files.isRegularFile(side)) {
      throw new InvalidRequest(
          "%s: missing (expected: the weights of %s). Copy it there, or add the model again whole."
              .formatted(side, graph.getFileName()));
    }
    return side;
  }

  private static void copy(
      Map<String, Path> sides, String folder, BundleDraft draft, Set<String> weights)
      throws IOException {
    for (Map.Entry<String, Path> side : sides.entrySet()) {
      String name = folder + side.getKey();
      if (weights.add(name)) {
        draft.copy(side.getValue(), name);
      }
    }
  }
}
