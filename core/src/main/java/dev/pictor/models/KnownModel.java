package dev.pictor.models;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// A model that can be asked for by name: where its files lie and what they do not say themselves.
/// Immutable.
///
/// @param name as Pictor calls it
/// @param aliases further names by which people and clients ask for it, for example `ViT-B-32`
/// @param repository on the hub, `owner/name`
/// @param revision of the repository: a commit, so that the files stay the same
/// @param dimension of its vectors
/// @param languages of the texts it was made for: ISO 639-1 codes, or `multilingual`
/// @param maxTokens its text tower reads, special tokens included
/// @param licence of the weights, by its SPDX name where it has one
/// @param commercialUse whether the licence allows it
/// @param purpose one line for people
/// @param layout of the files: `transformers` (a graph for each tower), `transformers-joint` (one
///   graph for both) or `immich`
/// @param hints what the files do not say, by the names of the fields of `model.json`: `cleaning`,
///   `lowerCase`, `padding`, `padId`, `resize`, `interpolation`
/// @param roughBytes what the files of a variant take together, where only that is known
/// @param files of all variants
public record KnownModel(
    String name,
    List<String> aliases,
    String repository,
    String revision,
    int dimension,
    List<String> languages,
    int maxTokens,
    String licence,
    boolean commercialUse,
    String purpose,
    String layout,
    Map<String, String> hints,
    Map<Variant, Long> roughBytes,
    List<ModelFile> files) {

  public KnownModel {
    aliases = List.copyOf(aliases);
    languages = List.copyOf(languages);
    hints = Map.copyOf(hints);
    roughBytes = Map.copyOf(roughBytes);
    files = List.copyOf(files);
  }

  /// A file of a model on a hub.
  ///
  /// @param path in the repository, with `/`
  /// @param saveAs its path in the folder it is fetched into, with `/`
  /// @param variants it belongs to; the empty set means all of them
  /// @param bytes its length where it is known
  /// @param sha256 its digest in 64 lower-case hex digits where it is known
  /// @param optional whether the model works without it
  public record ModelFile(
      String path,
      String saveAs,
      Set<Variant> variants,
      OptionalLong bytes,
      Optional<String> sha256,
      boolean optional) {
    public ModelFile {
      variants = Set.copyOf(variants);
    }

    /// A file that is needed for every variant and of which nothing else is known.
    public static ModelFile of(String path) {
      return new ModelFile(path, path, Set.of(), OptionalLong.empty(), Optional.empty(), false);
    }
  }

  /// As an installed variant is called: variants have different vectors, so each has a name.
  public String nameOf(Variant variant) {
    return variant == Variant.FP32 ? name : name + "-" + variant.wireName();
  }

  /// The variants that the hub has, in the order of [Variant].
  public List<Variant> variants() {
    EnumSet<Variant> found = EnumSet.noneOf(Variant.class);
    files.forEach(file -> found.addAll(file.variants()));
    return List.copyOf(found);
  }

  /// The files that one variant needs; empty when there is no such variant.
  public List<ModelFile> files(Variant variant) {
    if (!variants().contains(variant)) {
      return List.of();
    }
    return files.stream()
        .filter(file -> file.variants().isEmpty() || file.variants().contains(variant))
        .toList();
  }

  /// About what the files of a variant take together; empty when there is no such variant, or
  /// nobody knows.
  public OptionalLong bytes(Variant variant) {
    List<ModelFile> wanted = files(variant);
    boolean known =
        wanted.stream().noneMatch(file -> !file.variants().isEmpty() && file.bytes().isEmpty());
    if (known && !wanted.isEmpty()) {
      return OptionalLong.of(wanted.stream().mapToLong(file -> file.bytes().orElse(0)).sum());
    }
    Long rough = roughBytes.get(variant);
    return rough == null ? OptionalLong.empty() : OptionalLong.of(rough);
  }

  /// Whether somebody who asks for `wanted` means this model; upper and lower case are the same.
  public boolean isCalled(String wanted) {
    return name.equalsIgnoreCase(wanted)
        || repository.equalsIgnoreCase(wanted)
        || aliases.stream().anyMatch(wanted::equalsIgnoreCase);
  }
}
