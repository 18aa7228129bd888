package dev.pictor.models;

import dev.pictor.error.BrokenModel;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.Unavailable;
import dev.pictor.files.DiskSpace;
import dev.pictor.models.HubSource.Address;
import dev.pictor.models.HubSource.Listed;
import dev.pictor.models.KnownModel.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;

/// Brings the files of a model from a hub into a folder, `.incoming/NAME` beside the installed
/// models. A run that was interrupted, or killed, is gone on with by the next one. Thread-safe.
///
/// Failures of both `run` methods: [Unavailable] when the hub cannot be reached (with what to fetch
/// by hand) or the disk is full; [NotFound], [InvalidRequest] when the hub refuses; [BrokenModel]
/// when a file is not the one that it should be; [Conflict] when another process downloads the same
/// model; [CancellationException] when [DownloadProgress#cancelled()] or an interrupt stopped it.
public final class Download {

  /// The folder in the folder of models that files come into first.
  public static final String INCOMING = ".incoming";

  private final Path models;
  private final HubSource source;
  private final DiskSpace space;

  private Download(Path models, HubSource source, DiskSpace space) {
    this.models = models;
    this.source = source;
    this.space = space;
  }

  /// @param models folder with the installed bundles; it is made when it is missing
  public static Download into(Path models, Hub hub) {
    return new Download(models, hub.source(), DiskSpace.OF_SYSTEM);
  }

  /// With another disk.
  Download on(DiskSpace other) {
    return new Download(models, source, other);
  }

  /// Brings a known model.
  ///
  /// @return the folder with its files, each checked
  public Path run(KnownModel model, Variant variant, DownloadProgress progress) {
    List<ModelFile> files = model.files(variant);
    if (files.isEmpty()) {
      throw new NotFound(
          "%s: no variant %s (expected: %s)"
              .formatted(
                  model.name(),
                  variant.wireName(),
                  Variant.names(model.variants().toArray(Variant[]::new))));
    }
    return run(model.name(), model.repository(), model.revision(), files, progress);
  }

  /// Brings the files of any repository that has graphs of a picture and a text tower.
  ///
  /// @param repository `owner/name`
  /// @param revision branch, tag or commit, usually `main`
  /// @return the folder with its files; those that the hub gives digests of are checked
  public Path run(String repository, String revision, Variant variant, DownloadProgress progress) {
    if (!RepositoryPath.isRepository(repository)) {
      throw new InvalidRequest("repository: %s (expected: owner/name)".formatted(repository));
    }
    if (!RepositoryPath.isSafe(revision)) {
      throw new InvalidRequest(
          "revision: %s (expected: a branch, a tag or a commit)".formatted(revision));
    }
    List<Listed> listed;
    try {
      listed = source.list(repository, revision);
    } catch (IOException failed) {
      throw new Unavailable(
          "%s: cannot be reached: %s. Fetch the files of %s by hand into a folder and run: pictor models add FOLDER"
              .formatted(source.place(), failed.getMessage(), repository),
          failed);
    }
    List<ModelFile> files = new RepositoryFiles(repository, listed).of(variant);
    return run(nameOf(repository), repository, revision, files, progress);
  }

  /// What the model of a repository, `owner/name`, is called, and the folder that it comes into.
  public static String nameOf(String repository) {
    return repository
        .substring(repository.indexOf('/') + 1)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9._-]", "-");
  }

  private Path run(
      String name,
      String repository,
      String revision,
      List<ModelFile> files,
      DownloadProgress progress) {
    Path staging = models.resolve(INCOMING).resolve(name);
    try {
      Files.createDirectories(staging);
      try (DownloadLock _ = DownloadLock.of(staging)) {
        new DownloadRun(source, space, staging, new Address(repository, revision, ""), progress)
            .bring(files);
      }
    } catch (IOException failed) {
      throw PartFile.localFault(staging, failed);
    }
    return staging;
  }
}
