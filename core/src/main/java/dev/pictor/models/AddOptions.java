package dev.pictor.models;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a person or a catalogue knows better than the files of a model. Immutable.
///
/// @param name of the bundle; without it the folder's name made valid
/// @param aliases further names under which it answers
/// @param variant of the weights; without it the first of fp32, fp16 and int8 that there is
/// @param languages of the texts, by their codes; empty means what the files say
/// @param licence of the weights; without it what the files say
/// @param maxTokens the text tower reads, special tokens included
/// @param logitScale factor on cosines before a softmax
/// @param hints more fields of `model.json`: those of [#HINTS]
public record AddOptions(
    Optional<String> name,
    List<String> aliases,
    Optional<Variant> variant,
    List<String> languages,
    Optional<String> licence,
    Optional<Integer> maxTokens,
    Optional<Double> logitScale,
    Map<String, String> hints) {

  /// Fields that a hint may set.
  public static final Set<String> HINTS =
      Set.of("cleaning", "lowerCase", "padding", "padId", "resize", "interpolation");

  public AddOptions {
    aliases = List.copyOf(aliases);
    languages = List.copyOf(languages);
    hints = Map.copyOf(hints);
    for (String hint : hints.keySet()) {
      if (!HINTS.contains(hint)) {
        throw new IllegalArgumentException("hint: %s (expected: one of %s)".formatted(hint, HINTS));
      }
    }
  }

  /// Everything as the files say.
  public static AddOptions none() {
    return new AddOptions(
        Optional.empty(),
        List.of(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  /// What the catalogue knows of a model whose files were fetched.
  public static AddOptions of(KnownModel model, Variant variant) {
    return none()
        .withName(model.nameOf(variant))
        .withAliases(variant == Variant.FP32 ? model.aliases() : List.of())
        .withVariant(variant)
        .withLanguages(model.languages())
        .withLicence(model.licence())
        .withMaxTokens(model.maxTokens())
        .withHints(model.hints());
  }

  public AddOptions withName(String wanted) {
    return new AddOptions(
        Optional.of(wanted), aliases, variant, languages, licence, maxTokens, logitScale, hints);
  }

  public AddOptions withAliases(List<String> wanted) {
    return new AddOptions(name, wanted, variant, languages, licence, maxTokens, logitScale, hints);
  }

  public AddOptions withVariant(Variant wanted) {
    return new AddOptions(
        name, aliases, Optional.of(wanted), languages, licence, maxTokens, logitScale, hints);
  }

  public AddOptions withLanguages(List<String> wanted) {
    return new AddOptions(name, aliases, variant, wanted, licence, maxTokens, logitScale, hints);
  }

  public AddOptions withLicence(String wanted) {
    return new AddOptions(
        name, aliases, variant, languages, Optional.of(wanted), maxTokens, logitScale, hints);
  }

  public AddOptions withMaxTokens(int wanted) {
    return new AddOptions(
        name, aliases, variant, languages, licence, Optional.of(wanted), logitScale, hints);
  }

  public AddOptions withLogitScale(double wanted) {
    return new AddOptions(
        name, aliases, variant, languages, licence, maxTokens, Optional.of(wanted), hints);
  }

  public AddOptions withHints(Map<String, String> wanted) {
    return new AddOptions(
        name, aliases, variant, languages, licence, maxTokens, logitScale, wanted);
  }
}
