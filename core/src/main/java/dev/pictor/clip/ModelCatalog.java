package dev.pictor.clip;

import dev.pictor.error.BrokenModel;
import dev.pictor.error.NotFound;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The models that are installed. Thread-safe.
///
/// A bundle is a folder with a `model.json`, or the same below `dev/pictor/models/NAME/` on the
/// class path. Sentence encoders are looked for in the bundle, then in the root of the class path.
public final class ModelCatalog {

  private static final String RESOURCES = "dev/pictor/models/";

  /// Names the bundles of a jar, one a line, because a class path cannot be listed.
  private static final String NAMES = RESOURCES + "names.txt";

  private final Map<String, BundleFiles> bundles; // by name

  private ModelCatalog(Map<String, BundleFiles> bundles) {
    this.bundles = Collections.unmodifiableMap(bundles);
  }

  /// Bundles on the class path under `dev/pictor/models/NAME/model.json`, named in
  /// `dev/pictor/models/names.txt`.
  ///
  /// @throws BrokenModel when a list of names cannot be read
  public static ModelCatalog onClassPath() {
    Map<String, BundleFiles> bundles = new TreeMap<>();
    for (String name : namesOnClassPath()) {
      bundles.put(name, new BundleFiles.ClassPath(loader(), RESOURCES + name + "/"));
    }
    return new ModelCatalog(bundles);
  }

  /// This catalogue and the bundles in `folders`; a folder's model hides one of the same name.
  ///
  /// @throws BrokenModel naming the folder whose manifest is missing or wrong
  public ModelCatalog with(Path... folders) {
    Map<String, BundleFiles> all = new TreeMap<>(bundles);
    for (Path folder : folders) {
      BundleFiles files = new BundleFiles.Folder(folder);
      all.put(manifest(files).name(), files);
    }
    return new ModelCatalog(all);
  }

  /// The bundles in `folders` alone.
  ///
  /// @throws BrokenModel naming the folder whose manifest is missing or wrong
  public static ModelCatalog of(Path... folders) {
    return new ModelCatalog(Map.of()).with(folders);
  }

  /// Names of all installed models, in order; reads nothing, so it names broken ones, too.
  public Set<String> names() {
    return bundles.keySet();
  }

  /// Manifests of all installed models, by name.
  ///
  /// @throws BrokenModel naming the manifest that is wrong
  public List<ModelManifest> list() {
    return bundles.values().stream().map(ModelCatalog::manifest).toList();
  }

  /// Loads a model to run on the processor, see [#load(String, Execution)].
  public ClipModel load(String name) {
    return load(name, Execution.processor());
  }

  /// Loads a model; towers are checked against the digests of the manifest, the self-test is not
  /// run. To be called on a platform thread.
  ///
  /// @throws NotFound naming the installed models
  /// @throws BrokenModel naming the file
  public ClipModel load(String name, Execution execution) {
    BundleFiles bundle = bundles.get(name);
    if (bundle == null) {
      throw new NotFound(
          "model: %s is not installed (installed: %s)"
              .formatted(name, String.join(", ", bundles.keySet())));
    }
    ModelManifest manifest = manifest(bundle);
    if (!manifest.name().equals(name)) {
      throw new BrokenModel(
          "%s: name: %s (expected: %s)"
              .formatted(bundle.place(ManifestCodec.FILE), manifest.name(), name));
    }
    BundleFiles root = new BundleFiles.ClassPath(loader(), "");
    return ClipModel.open(manifest, new BundleFiles.FirstOf(List.of(bundle, root)), execution);
  }

  private static ModelManifest manifest(BundleFiles files) {
    return ManifestCodec.parse(
        CheckedFile.unchecked(files, ManifestCodec.FILE), files.place(ManifestCodec.FILE));
  }

  private static Set<String> namesOnClassPath() {
    Set<String> names = new TreeSet<>();
    try {
      for (URL list : Collections.list(loader().getResources(NAMES))) {
        try (InputStream in = list.openStream()) {
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .forEach(names::add);
        }
      }
      return names;
    } catch (IOException e) {
      throw new BrokenModel("classpath:" + NAMES + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static ClassLoader loader() {
    ClassLoader loader = ModelCatalog.class.getClassLoader();
    return loader == null ? ClassLoader.getSystemClassLoader() : loader;
  }
}
