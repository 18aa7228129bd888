package dev.pictor.models;

import dev.pictor.clip.GraphSignature.Port;
import dev.pictor.clip.ModelManifest.Padding;
import dev.pictor.error.InvalidRequest;
import dev.pictor.token.TextCleaning;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// How texts are prepared for a model of others.
record TextSpec(
    int maxTokens, Padding padding, TextCleaning cleaning, boolean lowerCase, boolean together) {

  /// Longer texts are cut: memory grows with the square of a text's length.
  private static final int MOST_TOKENS = 512;

  /// What is known when it is decided how texts are prepared.
  ///
  /// @param graph of the text tower, for messages
  /// @param inputs of the graph, token ids first
  /// @param quantises while it runs, so that texts must not share a run
  record Facts(
      Path graph,
      List<Port> inputs,
      boolean quantises,
      Family family,
      Optional<JsonFile> config,
      SourceTokenizer tokenizer) {}

  static TextSpec of(Facts facts, AddOptions options) {
    Map<String, String> hints = options.hints();
    Optional<Integer> fixed = fixedLength(facts);
    int maxTokens = options.maxTokens().or(() -> fixed).orElseGet(() -> said(facts));
    if (fixed.isPresent() && fixed.get() != maxTokens) {
      throw new InvalidRequest(
          "max-tokens: %d (expected: %d, what %s reads)"
              .formatted(maxTokens, fixed.get(), facts.graph));
    }
    int padId =
        hints.containsKey("padId") ? whole("padId", hints.get("padId")) : facts.tokenizer.padId();
    Padding padding =
        hints.containsKey("padding") && fixed.isEmpty()
            ? named(hints.get("padding"), padId)
            : padding(facts, fixed.isPresent(), padId);
    return new TextSpec(
        maxTokens,
        padding,
        hints.containsKey("cleaning") ? cleaning(hints.get("cleaning")) : cleaning(facts),
        Boolean.parseBoolean(hints.getOrDefault("lowerCase", "false")),
        !facts.quantises && !(padding instanceof Padding.None));
  }

  private static Optional<Integer> fixedLength(Facts facts) {
    return facts.inputs.stream()
        .map(input -> input.shape().get(1))
        .filter(length -> length > 0)
        .map(Math::toIntExact)
        .findFirst();
  }

  /// A causal tower takes a text as it is, or filled up to its longer neighbours; one with a mask
  /// does not look at what fills up; of any other it is not known.
  private static Padding padding(Facts facts, boolean fixed, int padId) {
    if (fixed || facts.family.projectsNothing()) {
      return new Padding.Right(padId);
    }
    boolean indifferent = facts.family == Family.CLIP || facts.inputs.size() > 1;
    return indifferent && !facts.quantises ? new Padding.Longest(padId) : new Padding.None();
  }

  private static Padding named(String hint, int padId) {
    return switch (hint) {
      case "none" -> new Padding.None();
      case "longest" -> new Padding.Longest(padId);
      case "right" -> new Padding.Right(padId);
      default ->
          throw new InvalidRequest(
              "padding: %s (expected: none, longest or right)".formatted(hint));
    };
  }

  private static int whole(String hint, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new InvalidRequest(hint + ": " + value + " (expected: a whole number)", e);
    }
  }

  private static int said(Facts facts) {
    Optional<JsonFile> model = facts.config.map(each -> each.object("model_cfg").orElse(each));
    Optional<Integer> context =
        model
            .flatMap(each -> each.object("text_cfg"))
            .flatMap(each -> each.integer("context_length"));
    if (context.isPresent()) {
      return context.get();
    }
    Optional<Integer> positions =
        model
            .flatMap(each -> each.object("text_config"))
            .flatMap(each -> each.integer("max_position_embeddings"));
    return switch (facts.family) {
      case CHINESE_CLIP -> facts.family.maxTokens();
      case CLIP, SIGLIP, SIGLIP2 -> positions.orElse(facts.family.maxTokens());
      case OTHER ->
          Stream.concat(positions.stream(), facts.tokenizer.maxTokens().stream())
              .min(Integer::compare)
              .map(each -> Math.min(each, MOST_TOKENS))
              .orElse(facts.family.maxTokens());
    };
  }

  private static TextCleaning cleaning(String hint) {
    return TextCleaning.named(hint)
        .orElseThrow(
            () ->
                new InvalidRequest(
                    "cleaning: %s (expected: one of %s)"
                        .formatted(
                            hint,
                            Stream.of(TextCleaning.values())
                                .map(TextCleaning::wireName)
                                .toList())));
  }

  /// As open_clip's configuration says, else as models of the family are known to want it.
  private static TextCleaning cleaning(Facts facts) {
    Optional<JsonNode> openClip = facts.config.flatMap(JsonFile::openClipText);
    String said =
        openClip.map(text -> text.path("tokenizer_kwargs").path("clean").asString("")).orElse("");
    return switch (said) {
      case "canonicalize" -> TextCleaning.CANONICALIZE;
      case "lower" -> TextCleaning.CLIP;
      case "whitespace" -> TextCleaning.WHITESPACE;
      default ->
          facts.family == Family.OTHER && openClip.isPresent()
              ? TextCleaning.WHITESPACE
              : facts.family.cleaning();
    };
  }
}
