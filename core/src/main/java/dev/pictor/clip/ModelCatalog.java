package dev.pictor.clip;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pictor.error.BrokenModel;
import dev.pictor.error.NotFound;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The models that are installed. Thread-safe.
///
/// A bundle is a folder with a `model.json`, or the same below `dev/pictor/models/NAME/` on the
/// class path. Sentence encoders are looked for in the bundle, then in the root of the class path.
public final class ModelCatalog {

  private static final String RESOURCES = "dev/pictor/models/";

  /// Names the bundles of a jar, one a line, because a class path cannot be listed.
  private static final String NAMES = RESOURCES + "names.txt";

  private final Map<String, BundleFiles> bundles; // by name
  private final Optional<Path> folder; // of folders that are bundles, looked into at each question

  // A manifest is asked for at each request, but read only when its file has changed.
  private final Cache<Key, ModelManifest> manifests = Caffeine.newBuilder().maximumSize(64).build();

  private record Key(String place, FileTime changed, long bytes) {}

  private ModelCatalog(Map<String, BundleFiles> bundles, Optional<Path> folder) {
    this.bundles = Collections.unmodifiableMap(bundles);
    this.folder = folder;
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
    return new ModelCatalog(bundles, Optional.empty());
  }

  /// This catalogue and the bundles in `folders`; a folder's model hides one of the same name.
  ///
  /// @throws BrokenModel naming the folder whose manifest is missing or wrong
  public ModelCatalog with(Path... folders) {
    Map<String, BundleFiles> all = new TreeMap<>(bundles);
    for (Path each : folders) {
      BundleFiles files = new BundleFiles.Folder(each);
      all.put(manifest(files).name(), files);
    }
    return new ModelCatalog(all, folder);
  }

  /// This catalogue and the bundles that are in `models` at any moment, each in a folder of its
  /// name. They cannot hide one of the class path.
  public ModelCatalog withInstalled(Path models) {
    return new ModelCatalog(bundles, Optional.of(models));
  }

  /// The bundles in `folders` alone.
  ///
  /// @throws BrokenModel naming the folder whose manifest is missing or wrong
  public static ModelCatalog of(Path... folders) {
    return new ModelCatalog(Map.of(), Optional.empty()).with(folders);
  }

  /// Names of all installed models, in order; reads no manifest, so it names broken ones, too.
  public Set<String> names() {
    Set<String> names = new TreeSet<>(bundles.keySet());
    names.addAll(installedNames());
    return names;
  }

  private List<String> installedNames() {
    if (folder.isEmpty() || !Files.isDirectory(folder.get())) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder.get())) {
      return children
          .filter(child -> Files.isRegularFile(child.resolve(ManifestCodec.FILE)))
          .map(child -> String.valueOf(child.getFileName()))
          .filter(name -> !name.startsWith("."))
          .toList();
    } catch (IOException e) {
      throw new BrokenModel(folder.get() + ": cannot be listed: " + e.getMessage(), e);
    }
  }

  /// Whether a model of this very name is installed; reads no manifest, and lists no folder.
  public boolean has(String name) {
    return find(name).isPresent();
  }

  /// The name of the installed model that answers to `name`: its own, or one of its aliases.
  public Optional<String> called(String name) {
    return has(name)
        ? Optional.of(name)
        : list().stream()
            .filter(each -> each.aliases().contains(name))
            .map(ModelManifest::name)
            .findFirst();
  }

  /// Manifests of all installed models that can be read, by name.
  public List<ModelManifest> list() {
    return readAll(new TreeMap<>());
  }

  /// Why a model's manifest cannot be read, by the name of the model.
  public Map<String, String> broken() {
    Map<String, String> reasons = new TreeMap<>();
    List<ModelManifest> _ = readAll(reasons);
    return reasons;
  }

  /// @param reasons to which those are added that cannot be read
  private List<ModelManifest> readAll(Map<String, String> reasons) {
    List<ModelManifest> readable = new ArrayList<>();
    for (String name : names()) {
      try {
        find(name).ifPresent(files -> readable.add(manifest(name, files)));
      } catch (BrokenModel e) {
        reasons.put(name, e.reason());
      }
    }
    return List.copyOf(readable);
  }

  /// The manifest of an installed model.
  ///
  /// @throws NotFound naming the installed models
  /// @throws BrokenModel when it is wrong
  public ModelManifest manifest(String name) {
    return manifest(name, bundle(name));
  }

  /// Bytes of a model's graphs, which it needs at least of memory when it is loaded.
  ///
  /// @throws NotFound naming the installed models
  /// @throws BrokenModel when its manifest is wrong
  public long graphBytes(String name) {
    BundleFiles files = whole(bundle(name));
    ModelManifest manifest = manifest(name);
    long bytes = files.size(manifest.picture().file()) + files.size(manifest.weights());
    for (ModelManifest.TextTower tower : manifest.texts()) {
      bytes += files.size(tower.encoder().onnx());
      bytes += tower.head().map(head -> files.size(head.file())).orElse(0L);
    }
    return bytes;
  }

  /// Loads a model to run on the processor, see [#load(String, ComputeDevice)].
  public ClipModel load(String name) {
    return load(name, ComputeDevice.processor(Runtime.getRuntime().availableProcessors()));
  }

  /// Loads a model; towers are checked against the digests of the manifest, the self-test is not
  /// run. To be called on a platform thread.
  ///
  /// @throws NotFound naming the installed models
  /// @throws BrokenModel naming the file
  public ClipModel load(String name, ComputeDevice device) {
    BundleFiles bundle = bundle(name);
    return ClipModel.open(manifest(name, bundle), whole(bundle), device);
  }

  private static BundleFiles whole(BundleFiles bundle) {
    return new BundleFiles.FirstOf(List.of(bundle, new BundleFiles.ClassPath(loader(), "")));
  }

  private BundleFiles bundle(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new NotFound(
                    "model: %s is not installed (installed: %s)"
                        .formatted(name, String.join(", ", names()))));
  }

  private Optional<BundleFiles> find(String name) {
    BundleFiles known = bundles.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    // Clients name models, so only what can be a name is made a path.
    return isName(name)
        ? folder
            .map(models -> models.resolve(name))
            .filter(bundle -> Files.isRegularFile(bundle.resolve(ManifestCodec.FILE)))
            .map(BundleFiles.Folder::new)
        : Optional.empty();
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && !name.startsWith(".")
        && name.chars().noneMatch(each -> each == '/' || each == '\\' || each == ':' || each == 0);
  }

  private ModelManifest manifest(String name, BundleFiles files) {
    ModelManifest manifest =
        files
            .path(ManifestCodec.FILE)
            .map(file -> manifests.get(key(file), changed -> manifest(files)))
            .orElseGet(
                () ->
                    manifests.get(new Key(name, FileTime.fromMillis(0), 0), _ -> manifest(files)));
    if (!manifest.name().equals(name)) {
      throw new BrokenModel(
          "%s: name: %s (expected: %s)"
              .formatted(files.place(ManifestCodec.FILE), manifest.name(), name));
    }
    return manifest;
  }

  private static Key key(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Key(file.toString(), now.lastModifiedTime(), now.size());
    } catch (IOException e) {
      throw new BrokenModel(file + ": cannot be read: " + e.getMessage(), e);
    }
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
