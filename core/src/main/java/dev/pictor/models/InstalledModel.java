package dev.pictor.models;

import dev.pictor.clip.ModelManifest;
import dev.pictor.vector.ModelFingerprint;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A model that is installed, with everything a person wants to know of it. Immutable.
///
/// @param manifest towers, preprocessing, tokens, languages, licences
/// @param folder of the bundle; none when it comes with the program
/// @param files of the bundle, by name
public record InstalledModel(
    ModelManifest manifest,
    ModelFingerprint fingerprint,
    Optional<Path> folder,
    List<BundleFile> files) {

  public InstalledModel {
    files = List.copyOf(files);
  }

  /// @param name in the bundle, with `/`
  /// @param bytes its length; 0 when it comes with the program
  public record BundleFile(String name, long bytes) {}

  public String name() {
    return manifest.name();
  }

  /// What its files take on the disk.
  public long bytes() {
    return files.stream().mapToLong(BundleFile::bytes).sum();
  }
}
