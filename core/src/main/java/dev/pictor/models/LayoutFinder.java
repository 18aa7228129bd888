package dev.pictor.models;

import dev.pictor.error.InvalidRequest;
import dev.pictor.models.Layout.Graphs;
import dev.pictor.models.Layout.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Tells by the names of files whose layout a folder has.
final class LayoutFinder {

  /// Names of the two graphs where each is a file of its own; the suffix of a variant may follow.
  private static final List<List<String>> PAIRS =
      List.of(
          List.of("vision_model", "text_model"),
          List.of("visual", "textual"),
          List.of("picture", "text"),
          List.of("image", "text"),
          List.of("vision", "text"),
          List.of("image_encoder", "text_encoder"),
          List.of("visual/model", "textual/model"),
          List.of("image/model", "text/model"),
          List.of("vision/model", "text/model"));

  private static final String JOINT = "model";

  /// Suffixes by the variant that they stand for, in the order in which they are taken; the last
  /// ones are no variant that can be asked for.
  private static final Map<String, Optional<Variant>> SUFFIXES = suffixes();

  private final SourceFiles files;
  private final Optional<Variant> wanted;

  private LayoutFinder(SourceFiles files, Optional<Variant> wanted) {
    this.files = files;
    this.wanted = wanted;
  }

  private record Candidate(
      String folder, String suffix, boolean transformers, boolean inFolders, Graphs graphs) {}

  /// @throws InvalidRequest when there is no model, or none of this variant, or several
  static Layout find(SourceFiles files, Optional<Variant> variant) {
    return new LayoutFinder(files, variant).find();
  }

  private Layout find() {
    List<Candidate> all = new ArrayList<>();
    for (String folder : folders()) {
      all.addAll(candidates(folder));
    }
    if (all.isEmpty()) {
      throw noGraphs();
    }
    List<Candidate> fitting =
        all.stream().filter(each -> wanted.isEmpty() || variant(each).equals(wanted)).toList();
    if (fitting.isEmpty()) {
      throw new InvalidRequest(
          "%s: no graphs of variant %s (expected: one of %s). Choose one that is there."
              .formatted(files.root(), wanted.orElseThrow().wireName(), variants(all)));
    }
    return layout(best(fitting));
  }

  /// The folder `onnx` and the root first; others only when they alone have graphs.
  private Candidate best(List<Candidate> fitting) {
    String folder = fitting.getFirst().folder;
    boolean known = folder.equals("onnx/") || folder.isEmpty();
    Set<String> folders =
        fitting.stream().map(Candidate::folder).collect(Collectors.toCollection(TreeSet::new));
    if (!known && folders.size() > 1) {
      throw new InvalidRequest(
          "%s: several models, in %s (expected: one). Add one of these folders."
              .formatted(files.root(), folders));
    }
    List<Candidate> there = fitting.stream().filter(each -> each.folder.equals(folder)).toList();
    for (String suffix : SUFFIXES.keySet()) {
      for (Candidate each : there) {
        if (each.suffix.equals(suffix)) {
          return each;
        }
      }
    }
    throw new IllegalStateException("a candidate has a known suffix");
  }

  private List<String> folders() {
    List<String> others = new ArrayList<>(files.folders());
    for (String name : files.names()) {
      int inner = name.lastIndexOf('/', Math.max(0, name.lastIndexOf('/') - 1));
      others.add(name.substring(0, inner + 1)); // of `visual/model.onnx`, the folder above
    }
    return Stream.concat(Stream.of("onnx/", ""), others.stream()).distinct().toList();
  }

  private List<Candidate> candidates(String folder) {
    List<Candidate> found = new ArrayList<>();
    for (String suffix : SUFFIXES.keySet()) {
      for (List<String> pair : PAIRS) {
        Optional<Path> picture = files.find(folder + pair.getFirst() + suffix + ".onnx");
        Optional<Path> text = files.find(folder + pair.getLast() + suffix + ".onnx");
        if (picture.isPresent() && text.isPresent()) {
          found.add(
              new Candidate(
                  folder,
                  suffix,
                  pair.equals(PAIRS.getFirst()),
                  pair.getFirst().indexOf('/') > 0,
                  new Graphs.Split(picture.get(), text.get())));
        }
      }
      if (!isTower(folder)) {
        files
            .find(folder + JOINT + suffix + ".onnx")
            .ifPresent(
                file ->
                    found.add(new Candidate(folder, suffix, true, false, new Graphs.Joint(file))));
      }
    }
    return found;
  }

  /// Whether `model.onnx` in this folder is one tower, not both.
  private static boolean isTower(String folder) {
    return folder.matches("(.*/)?(visual|textual|image|vision|text)/");
  }

  private Layout layout(Candidate chosen) {
    String up = chosen.folder.replaceFirst("[^/]+/$", "");
    List<String> places = Stream.of(chosen.folder, up, "").distinct().toList();
    Optional<Path> config = first(places, "open_clip_config.json", "config.json");
    Optional<Path> preprocessing =
        first(
            places,
            "preprocessor_config.json",
            "visual/preprocess_cfg.json",
            "image/preprocess_cfg.json",
            "preprocess_cfg.json",
            "processor_config.json");
    Optional<Path> tokenizer =
        first(
                places,
                "tokenizer.json",
                "textual/tokenizer.json",
                "text/tokenizer.json",
                "vocab.json",
                "textual/vocab.json",
                "vocab.txt",
                "textual/vocab.txt")
            .map(file -> file.resolveSibling(""));
    return new Layout(
        kind(chosen, config, preprocessing), chosen.graphs, config, preprocessing, tokenizer);
  }

  private static Kind kind(Candidate chosen, Optional<Path> config, Optional<Path> preprocessing) {
    if (chosen.transformers) {
      return Kind.TRANSFORMERS;
    }
    if (config.isEmpty() && preprocessing.isEmpty()) {
      return Kind.ROBOFLOW;
    }
    return chosen.inFolders ? Kind.IMMICH : Kind.OPEN_CLIP;
  }

  private Optional<Path> first(List<String> places, String... names) {
    return Stream.of(names)
        .flatMap(name -> places.stream().map(place -> place + name))
        .filter(files::has)
        .findFirst()
        .flatMap(files::find);
  }

  private InvalidRequest noGraphs() {
    List<String> graphs =
        files.names().stream().filter(name -> name.endsWith(".onnx")).limit(5).toList();
    boolean torch = files.names().stream().anyMatch(name -> name.endsWith(".safetensors"));
    return new InvalidRequest(
        ("%s: no graphs of a CLIP model%s (expected: onnx/vision_model.onnx with"
                + " onnx/text_model.onnx, onnx/model.onnx, visual/model.onnx with"
                + " textual/model.onnx, or visual.onnx with textual.onnx). %s")
            .formatted(
                files.root(),
                graphs.isEmpty() ? "" : ", only " + graphs,
                torch
                    ? "These are weights for PyTorch: take a repository with ONNX files, or export"
                        + " them."
                    : "Give the folder that holds these files."));
  }

  private static String variants(List<Candidate> all) {
    return all.stream()
        .map(each -> variant(each))
        .flatMap(Optional::stream)
        .distinct()
        .map(Variant::wireName)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static Optional<Variant> variant(Candidate each) {
    return SUFFIXES.getOrDefault(each.suffix, Optional.empty());
  }

  private static Map<String, Optional<Variant>> suffixes() {
    Map<String, Optional<Variant>> suffixes = new LinkedHashMap<>();
    suffixes.put("", Optional.of(Variant.FP32));
    suffixes.put("_fp32", Optional.of(Variant.FP32));
    suffixes.put("_fp16", Optional.of(Variant.FP16));
    suffixes.put("_quantized", Optional.of(Variant.INT8));
    suffixes.put("_int8", Optional.of(Variant.INT8));
    suffixes.put("_uint8", Optional.of(Variant.INT8));
    suffixes.put("_q4f16", Optional.empty());
    suffixes.put("_q4", Optional.empty());
    suffixes.put("_bnb4", Optional.empty());
    return suffixes;
  }
}
