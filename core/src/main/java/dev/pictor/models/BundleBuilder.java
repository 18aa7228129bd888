package dev.pictor.models;

import dev.pictor.clip.GraphSignature;
import dev.pictor.clip.GraphSignature.Port;
import dev.pictor.clip.ManifestWriter;
import dev.pictor.clip.ModelManifest;
import dev.pictor.clip.ModelManifest.PictureTower;
import dev.pictor.clip.ModelManifest.Pooling;
import dev.pictor.clip.ModelManifest.Resize;
import dev.pictor.clip.ModelManifest.TextEncoderFiles;
import dev.pictor.clip.ModelManifest.TextTower;
import dev.pictor.error.BrokenModel;
import dev.pictor.error.InvalidRequest;
import dev.pictor.image.ResampleFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes the bundle of a model of others, all but its golden vectors: graphs, tokenizer, licence,
/// and a manifest of what the files say and the graphs say themselves.
final class BundleBuilder {

  static final String MANIFEST = "model.json";
  private static final String TOKENIZER = "tokenizer.json";
  private static final String LICENCE = "LICENSE";

  /// The factor that CLIP's training ends with; many configurations have the one that it began with
  /// instead.
  private static final double TRAINED_SCALE = 100;

  private static final double FIRST_SCALE = 2.6592;

  private final SourceFiles files;
  private final Layout layout;
  private final AddOptions options;
  private final BundleDraft draft;
  private final Optional<JsonFile> config;

  BundleBuilder(SourceFiles files, AddOptions options, BundleDraft draft) {
    this.files = files;
    this.layout = LayoutFinder.find(files, options.variant());
    this.options = options;
    this.draft = draft;
    this.config = layout.config().map(JsonFile::read);
  }

  /// The parts of the manifest that are known once; the digests grow until the bundle is finished.
  private record Parts(
      PictureTower picture,
      PlacedGraphs graphs,
      List<Port> inputs,
      String output,
      TextSpec text,
      int dimension) {}

  /// @throws InvalidRequest naming the file that is missing or wrong
  ModelManifest build(String name) throws IOException {
    SourceTokenizer tokenizer = SourceTokenizer.read(layout, files.root());
    Family family = Family.of(config, tokenizer.tree());
    Optional<JsonFile> preprocessing = layout.preprocessing().map(JsonFile::read);
    PictureSpec spec = PictureSpecReader.read(preprocessing, config);
    PlacedGraphs graphs = PlacedGraphs.place(layout.graphs(), draft);
    draft.write(TOKENIZER, tokenizer.json());
    ModelCard card = ModelCard.read(files);
    if (card.file().isPresent()) {
      draft.copy(card.file().get(), LICENCE);
    }
    TowerPorts picture = ports(graphs.picture(), pictureSource(), family);
    TowerPorts text = ports(graphs.text(), textSource(), family);
    List<Port> inputs = text.texts();
    Port output = text.textVector();
    TextSpec texts =
        TextSpec.of(
            new TextSpec.Facts(
                textSource(), inputs, graphs.textQuantises(), family, config, tokenizer),
            options);
    PictureSpec sized = sized(spec, picture.picture(), preprocessing.or(() -> config));
    PictureTower tower = tower(sized, graphs, picture);
    Parts parts =
        new Parts(
            tower,
            graphs,
            inputs,
            output.name(),
            texts,
            dimension(picture, output, sized.size(), graphs));
    return manifest(name, parts, card, family);
  }

  /// Writes the manifest with the digests that there are now.
  ModelManifest finish(ModelManifest manifest) throws IOException {
    ModelManifest finished = withDigests(manifest, manifest.name(), draft.sha256());
    draft.writeUnlisted(MANIFEST, ManifestWriter.write(finished));
    return finished;
  }

  Layout layout() {
    return layout;
  }

  /// @param source which people know, unlike the draft's own file
  private TowerPorts ports(String graph, Path source, Family family) {
    Path file = draft.path(graph);
    try {
      return new TowerPorts(source, GraphSignature.of(file), family.projectsNothing());
    } catch (BrokenModel e) {
      throw new InvalidRequest(e.reason().replace(file.toString(), source.toString()), e);
    }
  }

  private Path pictureSource() {
    return switch (layout.graphs()) {
      case Layout.Graphs.Split(Path picture, Path _) -> picture;
      case Layout.Graphs.Joint(Path both) -> both;
    };
  }

  private Path textSource() {
    return switch (layout.graphs()) {
      case Layout.Graphs.Split(Path _, Path text) -> text;
      case Layout.Graphs.Joint(Path both) -> both;
    };
  }

  private PictureTower tower(PictureSpec spec, PlacedGraphs graphs, TowerPorts ports) {
    Map<String, String> hints = options.hints();
    Resize resize = resize(hints.getOrDefault("resize", ""), spec.resize());
    return new PictureTower(
        graphs.picture(),
        ports.picture().name(),
        ports.pictureVector().name(),
        spec.size(),
        resize == Resize.SQUASH ? spec.size() : spec.resizeTo(),
        resize,
        filter(hints.getOrDefault("interpolation", ""), spec.filter()),
        spec.mean(),
        spec.std(),
        Optional.empty());
  }

  private static Resize resize(String hint, Resize said) {
    return switch (hint) {
      case "" -> said;
      case "squash" -> Resize.SQUASH;
      case "centre-crop" -> Resize.CENTRE_CROP;
      default -> throw new InvalidRequest("resize: " + hint + " (expected: squash or centre-crop)");
    };
  }

  private static ResampleFilter filter(String hint, ResampleFilter said) {
    return switch (hint) {
      case "" -> said;
      case "bicubic", "bicubic-antialiased" -> ResampleFilter.BICUBIC;
      case "bilinear", "bilinear-antialiased" -> ResampleFilter.BILINEAR;
      default ->
          throw new InvalidRequest("interpolation: " + hint + " (expected: bicubic or bilinear)");
    };
  }

  /// The graph's own size wins where it tells one, and must be what the configuration says.
  private PictureSpec sized(PictureSpec spec, Port input, Optional<JsonFile> said) {
    long height = input.shape().get(2);
    long width = input.shape().get(3);
    if (height > 0 && width > 0 && height != width) {
      throw new InvalidRequest("%s: input %s (expected: a square)".formatted(files.root(), input));
    }
    long fixed = Math.max(height, width);
    if (fixed > 0 && spec.size() > 0 && spec.size() != fixed) {
      throw new InvalidRequest(
          "%s: size %d (expected: %d, what the picture graph reads). Take files of one model."
              .formatted(said.map(JsonFile::file).orElse(files.root()), spec.size(), fixed));
    }
    if (fixed <= 0 && spec.size() == 0) {
      throw new InvalidRequest(
          ("%s: the size of pictures is nowhere (expected: preprocessor_config.json or"
                  + " visual/preprocess_cfg.json). Copy it beside the graphs.")
              .formatted(files.root()));
    }
    return fixed > 0 ? spec.withSize(Math.toIntExact(fixed)) : spec;
  }

  private int dimension(TowerPorts picture, Port text, int size, PlacedGraphs graphs) {
    Port vector = picture.pictureVector();
    long told = vector.shape().size() == 2 ? vector.shape().get(1) : -1;
    int dimension =
        told > 0
            ? Math.toIntExact(told)
            : GraphSignature.vectorLength(
                draft.path(graphs.picture()), picture.picture(), vector.name(), size);
    long other = text.shape().size() == 2 ? text.shape().get(1) : -1;
    if (other > 0 && other != dimension) {
      throw new InvalidRequest(
          ("%s: vectors of %d numbers for pictures and %d for texts (expected: the same). Take both"
                  + " graphs of one model.")
              .formatted(files.root(), dimension, other));
    }
    return dimension;
  }

  private ModelManifest manifest(String name, Parts parts, ModelCard card, Family family) {
    List<String> languages =
        !options.languages().isEmpty()
            ? options.languages()
            : card.languages().isEmpty() ? family.languages() : card.languages();
    Optional<String> licence = options.licence().or(card::licence);
    TextEncoderFiles encoder =
        new TextEncoderFiles(
            parts.graphs.text(),
            TOKENIZER,
            draft.sha256(),
            parts.inputs.stream().map(Port::name).toList(),
            parts.output,
            parts.dimension,
            Pooling.NONE,
            false,
            parts.text.lowerCase(),
            parts.text.maxTokens(),
            parts.text.padding(),
            parts.text.cleaning(),
            parts.text.together());
    return new ModelManifest(
        name,
        options.aliases(),
        1,
        parts.dimension,
        languages,
        options.logitScale().orElseGet(this::logitScale),
        Optional.empty(),
        parts.picture,
        List.of(
            new TextTower(
                "default", languages.getFirst(), encoder, Optional.empty(), Optional.empty())),
        parts.graphs.weights().stream().sorted().toList(),
        licence.map(each -> Map.of("weights", each)).orElse(Map.of()),
        draft.sha256());
  }

  private double logitScale() {
    double exponent =
        config.flatMap(each -> each.number("logit_scale_init_value")).orElse(FIRST_SCALE);
    boolean first = Math.abs(exponent - FIRST_SCALE) < 1e-3 || exponent <= 0 || exponent > 7;
    return first ? TRAINED_SCALE : Math.rint(Math.exp(exponent) * 1e6) / 1e6;
  }

  /// The same model under another name, with other digests.
  static ModelManifest withDigests(ModelManifest it, String name, Map<String, String> sha256) {
    List<TextTower> texts =
        it.texts().stream()
            .map(
                tower -> {
                  TextEncoderFiles each = tower.encoder();
                  boolean own = !each.sha256().equals(it.sha256());
                  TextEncoderFiles encoder =
                      new TextEncoderFiles(
                          each.onnx(),
                          each.tokenizer(),
                          own ? each.sha256() : sha256,
                          each.inputs(),
                          each.output(),
                          each.dimension(),
                          each.pooling(),
                          each.normalise(),
                          each.lowerCase(),
                          each.maxTokens(),
                          each.padding(),
                          each.cleaning(),
                          each.together());
                  return new TextTower(
                      tower.script(), tower.language(), encoder, tower.head(), tower.thresholds());
                })
            .toList();
    return new ModelManifest(
        name,
        it.aliases(),
        it.version(),
        it.dimension(),
        it.languages(),
        it.logitScale(),
        it.background(),
        it.picture(),
        texts,
        it.weights(),
        it.licences(),
        sha256);
  }
}
