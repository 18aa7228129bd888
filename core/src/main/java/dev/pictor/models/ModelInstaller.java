package dev.pictor.models;

import dev.pictor.clip.ClipModel;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.clip.ModelManifest;
import dev.pictor.error.BrokenModel;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.ServiceException;
import dev.pictor.models.InstalledModel.BundleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Adds models of others to a folder of bundles, and removes, checks and describes what is there.
/// Thread-safe; to be called on platform threads, because models are loaded and run.
///
/// Adding recognises whose layout the files have, makes a bundle of them, computes golden vectors,
/// loads the bundle and tests it, and only then gives it its name: what fails leaves nothing
/// behind.
public final class ModelInstaller {

  private static final String NAME = "[a-z0-9][a-z0-9._-]{0,63}";

  private final ModelFolder folder;
  private final ModelCatalog bundled;

  /// @param models folder of the bundles; made when it is needed
  /// @param bundled models that come with the program
  public ModelInstaller(Path models, ModelCatalog bundled) {
    this.folder = new ModelFolder(models);
    this.bundled = bundled;
  }

  /// The models that come with the program and those that are in the folder at any moment.
  public ModelCatalog catalog() {
    return bundled.withInstalled(folder.path());
  }

  /// Installs the model in a folder or a ZIP; the source is not changed. Takes about as long as
  /// copying its files and loading it three times.
  ///
  /// @throws NotFound when there is no such source
  /// @throws InvalidRequest when it is no model that Pictor can run, naming file and expectation
  /// @throws Conflict when the name is taken by another model
  /// @throws dev.pictor.error.Unavailable when the folder cannot be written or its disk is full
  public AddedModel add(Path source, AddOptions options) {
    Path given = source.toAbsolutePath().normalize();
    if (!Files.exists(given)) {
      throw new NotFound(given + ": not there (expected: a folder or a ZIP with a model)");
    }
    String name = options.name().map(ModelInstaller::valid).orElseGet(() -> nameOf(given));
    requireFree(name);
    try (ModelFolder.Change change = folder.begin()) {
      try {
        return new Addition(folder, change, given, name, options).run();
      } catch (IOException e) {
        throw folder.unwritable(e);
      }
    }
  }

  private void requireFree(String name) {
    if (bundled.names().contains(name)) {
      throw new Conflict(
          "name: %s comes with the program (expected: a free name). Choose one with --name."
              .formatted(name));
    }
  }

  /// The model in the folder that has a name already, so that nobody fetches files in vain.
  ///
  /// @throws InvalidRequest when no model may be called so
  /// @throws Conflict when the name belongs to a model of the program, or to one that is broken
  public Optional<InstalledModel> installed(String name) {
    requireFree(valid(name));
    try {
      return folder.find(name).map(ModelInstaller::describe);
    } catch (BrokenModel e) {
      throw new Conflict(
          "%s: is installed but broken: %s. Remove it first: pictor models remove %s"
              .formatted(name, e.reason(), name),
          e);
    }
  }

  /// Removes a model from the disk. A process that has it loaded goes on with it.
  ///
  /// @throws NotFound naming the installed models
  /// @throws Conflict when it comes with the program
  public void remove(String name) {
    if (folder.find(name).isEmpty() && bundled.names().contains(name)) {
      throw new Conflict("model: %s comes with the program and cannot be removed".formatted(name));
    }
    try (ModelFolder.Change change = folder.begin()) {
      require(name);
      change.remove(name);
    } catch (IOException e) {
      throw folder.unwritable(e);
    }
  }

  /// Reads every file of a model and compares its digest, then loads the model and computes its
  /// golden vectors.
  ///
  /// @throws NotFound naming the installed models
  public CheckReport check(String name) {
    List<String> problems = new ArrayList<>();
    int files = 0;
    try {
      InstalledModel model = info(name);
      files = model.files().size();
      if (model.folder().isPresent()) {
        problems.addAll(damaged(model.folder().get(), model.manifest().sha256()));
      }
      if (problems.isEmpty()) {
        try (ClipModel loaded = catalog().load(name)) {
          loaded.selfTest();
        }
      }
    } catch (BrokenModel e) {
      problems.add(e.reason());
    }
    return new CheckReport(name, files, problems);
  }

  /// @throws NotFound naming the installed models
  /// @throws BrokenModel when its manifest cannot be read
  public InstalledModel info(String name) {
    Optional<Path> found = folder.find(name);
    if (found.isPresent()) {
      return describe(found.get());
    }
    return bundled.list().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .map(
            each ->
                new InstalledModel(
                    each,
                    each.fingerprint(),
                    Optional.empty(),
                    each.sha256().keySet().stream()
                        .sorted()
                        .map(file -> new BundleFile(file, 0))
                        .toList()))
        .orElseThrow(() -> missing(name));
  }

  /// All models that can be described, by name.
  public List<InstalledModel> list() {
    return catalog().list().stream().map(each -> info(each.name())).toList();
  }

  static InstalledModel describe(Path bundle) {
    ModelManifest manifest = ModelCatalog.of(bundle).list().getFirst();
    Map<String, Long> files = new TreeMap<>();
    for (String file : manifest.sha256().keySet()) {
      Path path = bundle.resolve(file);
      files.put(file, path.toFile().length());
    }
    return new InstalledModel(
        manifest,
        manifest.fingerprint(),
        Optional.of(bundle),
        files.entrySet().stream()
            .map(each -> new BundleFile(each.getKey(), each.getValue()))
            .toList());
  }

  private void require(String name) {
    if (folder.find(name).isEmpty()) {
      throw missing(name);
    }
  }

  private NotFound missing(String name) {
    List<String> names =
        Stream.concat(
                bundled.names().stream(),
                folder.bundles().stream().map(each -> each.getFileName().toString()))
            .distinct()
            .sorted()
            .toList();
    return new NotFound(
        "model: %s is not installed (installed: %s)".formatted(name, String.join(", ", names)));
  }

  /// Files whose content is not what the manifest says.
  static List<String> damaged(Path bundle, Map<String, String> sha256) {
    List<String> problems = new ArrayList<>();
    new TreeMap<>(sha256)
        .forEach(
            (name, expected) -> {
              Path file = bundle.resolve(name).normalize();
              try {
                if (!file.startsWith(bundle)) {
                  problems.add(name + ": leaves the bundle (expected: a path inside it)");
                } else if (!Files.isRegularFile(file)) {
                  problems.add(file + ": missing (expected: a file of the model)");
                } else if (!BundleDraft.digestOf(file).equals(expected)) {
                  problems.add(file + ": damaged (expected: SHA-256 " + expected + ")");
                }
              } catch (IOException e) {
                problems.add(file + ": cannot be read: " + e.getMessage());
              }
            });
    return problems;
  }

  private static String valid(String name) {
    if (!name.matches(NAME)) {
      throw new InvalidRequest(
          "name: %s (expected: up to 64 of a-z, 0-9, '.', '_', '-', the first a letter or digit)"
              .formatted(name));
    }
    return name;
  }

  /// The name of the source, made valid.
  private static String nameOf(Path source) {
    Path last = source.getFileName();
    String name =
        (last == null ? "" : last.toString())
            .toLowerCase(Locale.ROOT)
            .replaceFirst("\\.zip$", "")
            .replaceAll("[^a-z0-9._-]+", "-")
            .replaceFirst("^[^a-z0-9]+", "");
    return valid(name.isEmpty() ? "model" : name.substring(0, Math.min(64, name.length())));
  }

  static String reason(RuntimeException failure) {
    return failure instanceof ServiceException known ? known.reason() : String.valueOf(failure);
  }
}
