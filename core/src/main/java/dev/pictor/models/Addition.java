package dev.pictor.models;

import dev.pictor.clip.ClipModel;
import dev.pictor.clip.ManifestWriter;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.clip.ModelManifest;
import dev.pictor.error.BrokenModel;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// One model on its way into the folder of bundles.
final class Addition {

  private final ModelFolder folder;
  private final ModelFolder.Change change;
  private final Path source;
  private final String name;
  private final AddOptions options;

  Addition(
      ModelFolder folder, ModelFolder.Change change, Path source, String name, AddOptions options) {
    this.folder = folder;
    this.change = change;
    this.source = source;
    this.name = name;
    this.options = options;
  }

  AddedModel run() throws IOException {
    BundleDraft draft = new BundleDraft(Files.createDirectory(change.room().resolve("bundle")));
    try {
      SourceFiles files = SourceFiles.of(opened());
      return files.has(BundleBuilder.MANIFEST) ? ready(files, draft) : foreign(files, draft);
    } catch (BrokenModel | InvalidRequest e) {
      throw refused(e, draft);
    }
  }

  private Path opened() throws IOException {
    if (Files.isDirectory(source)) {
      return source;
    }
    Path unpacked = Files.createDirectory(unpacked());
    SourceZip.unpack(source, unpacked);
    return unpacked;
  }

  /// The files of someone else.
  private AddedModel foreign(SourceFiles files, BundleDraft draft) throws IOException {
    BundleBuilder builder = new BundleBuilder(files, options, draft);
    String layout = builder.layout().kind().title();
    ModelManifest manifest = builder.finish(builder.build(name));
    Optional<InstalledModel> same = present(manifest);
    if (same.isPresent()) {
      return new AddedModel(same.get(), layout, true);
    }
    try {
      GoldenMaker.make(ModelCatalog.of(draft.folder()).load(name), draft);
    } catch (BrokenModel e) {
      throw e;
    } catch (RuntimeException e) {
      throw new BrokenModel(
          ("%s: its towers cannot run: %s (expected: graphs, preprocessing and tokenizer of one"
                  + " model)")
              .formatted(source, ModelInstaller.reason(e)),
          e);
    }
    builder.finish(manifest);
    return installed(draft, layout);
  }

  /// A bundle of Pictor: its manifest is believed, its files are not.
  private AddedModel ready(SourceFiles files, BundleDraft draft) throws IOException {
    String layout = "a bundle of Pictor";
    ModelManifest said = ModelCatalog.of(files.root()).list().getFirst();
    String wanted = options.name().orElse(said.name());
    ModelManifest manifest = BundleBuilder.withDigests(said, wanted, said.sha256());
    List<String> damaged = ModelInstaller.damaged(files.root(), manifest.sha256());
    if (!damaged.isEmpty()) {
      throw new InvalidRequest(String.join("; ", damaged) + ". Copy or download it again.");
    }
    Optional<InstalledModel> same = present(manifest);
    if (same.isPresent()) {
      return new AddedModel(same.get(), layout, true);
    }
    for (String file : manifest.sha256().keySet()) {
      draft.copy(files.root().resolve(file), file);
    }
    draft.writeUnlisted(BundleBuilder.MANIFEST, ManifestWriter.write(manifest));
    return installed(draft, layout);
  }

  /// The installed model of this name when it gives the same vectors.
  ///
  /// @throws Conflict when it gives others
  private Optional<InstalledModel> present(ModelManifest manifest) {
    Optional<Path> taken = folder.find(manifest.name());
    if (taken.isEmpty()) {
      return Optional.empty();
    }
    InstalledModel there = ModelInstaller.describe(taken.get());
    if (!there.fingerprint().equals(manifest.fingerprint())) {
      throw new Conflict(
          ("name: %s is the name of another model, with fingerprint %s (expected: a free name, or"
                  + " fingerprint %s). Choose one with --name, or remove the other first.")
              .formatted(
                  manifest.name(),
                  there.fingerprint().abbreviated(),
                  manifest.fingerprint().abbreviated()));
    }
    return Optional.of(there);
  }

  private AddedModel installed(BundleDraft draft, String layout) throws IOException {
    ModelManifest manifest = ModelCatalog.of(draft.folder()).list().getFirst();
    try (ClipModel model = ModelCatalog.of(draft.folder()).load(manifest.name())) {
      model.selfTest();
    }
    change.publish(draft.folder(), manifest.name());
    Path bundle = folder.find(manifest.name()).orElseThrow();
    return new AddedModel(ModelInstaller.describe(bundle), layout, false);
  }

  private Path unpacked() {
    return change.room().resolve("unpacked");
  }

  /// What is broken is the source, of which the message names files as people know them.
  private InvalidRequest refused(ServiceException failure, BundleDraft draft) {
    String reason =
        failure
            .reason()
            .replace(draft.folder().toString(), source.toString())
            .replace(unpacked().toString(), source.toString());
    return new InvalidRequest(reason, failure);
  }
}
