package dev.pictor.models;

import dev.pictor.error.NotFound;
import dev.pictor.error.Unavailable;
import dev.pictor.files.DiskSpace;
import dev.pictor.models.HubSource.Address;
import dev.pictor.models.HubSource.Facts;
import dev.pictor.models.KnownModel.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/// One run of a download: what is missing, whether it fits, file by file. Not thread-safe.
final class DownloadRun {

  private final HubSource source;
  private final DiskSpace space;
  private final Path staging;
  private final DownloadProgress progress;
  private Address repository;
  private long finishedBytes;
  private long totalBytes;

  /// @param repository and revision; the path does not count
  DownloadRun(
      HubSource source,
      DiskSpace space,
      Path staging,
      Address repository,
      DownloadProgress progress) {
    this.source = source;
    this.space = space;
    this.staging = staging;
    this.repository = repository;
    this.progress = progress;
  }

  /// Leaves every file in the staging folder under its name, whole and checked.
  void bring(List<ModelFile> files) throws IOException {
    List<ModelFile> missing = new ArrayList<>(files);
    try {
      missing.removeIf(this::isThere);
      missing = measured(missing);
      requireSpace(missing);
      for (ModelFile file : List.copyOf(missing)) {
        fetch(file);
        missing.remove(file);
      }
    } catch (TransientFault unreachable) {
      throw new Unavailable(byHand(missing, unreachable), unreachable);
    }
  }

  /// Whether an earlier run brought the very file. Without a digest nobody can tell, and such files
  /// are small: they come again.
  private boolean isThere(ModelFile file) {
    Path own = target(file);
    if (file.sha256().isEmpty() || !Files.isRegularFile(own)) {
      return false;
    }
    try {
      requireGoOn();
      boolean same = PartFile.sha256(own).equals(file.sha256().get());
      if (same) {
        finishedBytes += Files.size(own);
        totalBytes += Files.size(own);
      }
      return same;
    } catch (IOException failed) {
      throw PartFile.localFault(own, failed);
    }
  }

  /// Asks for what is not known of the files. Optional ones that the hub does not have are left
  /// out.
  private List<ModelFile> measured(List<ModelFile> files) throws IOException {
    List<ModelFile> measured = new ArrayList<>();
    boolean pinned = repository.revision().matches("[0-9a-f]{40}");
    for (ModelFile file : files) {
      requireGoOn();
      if (pinned && file.bytes().isPresent()) {
        measured.add(file);
        continue;
      }
      try {
        Facts facts = source.facts(at(file));
        if (!pinned && facts.commit().isPresent()) {
          // All files of one commit, even when somebody changes the branch meanwhile.
          repository = new Address(repository.repository(), facts.commit().get(), "");
          pinned = true;
        }
        measured.add(with(file, facts));
      } catch (NotFound e) {
        if (!file.optional()) {
          throw e;
        }
      }
    }
    totalBytes += measured.stream().mapToLong(file -> file.bytes().orElse(0)).sum();
    return measured;
  }

  private static ModelFile with(ModelFile file, Facts facts) {
    return new ModelFile(
        file.path(),
        file.saveAs(),
        file.variants(),
        file.bytes().isPresent() ? file.bytes() : facts.bytes(),
        file.sha256(),
        file.optional());
  }

  private void requireSpace(List<ModelFile> missing) throws IOException {
    long needed = 0;
    for (ModelFile file : missing) {
      needed += Math.max(0, file.bytes().orElse(0) - PartFile.lengthOf(target(file)));
    }
    space.require(staging, needed, "the model");
  }

  private void fetch(ModelFile file) throws IOException {
    requireGoOn();
    try (PartFile part =
        PartFile.open(target(file), file.bytes(), file.sha256(), done -> advanced(file, done))) {
      source.fetch(at(file), part);
      finishedBytes += part.length();
    } catch (NotFound e) {
      if (!file.optional()) {
        throw e;
      }
      PartFile.discard(target(file));
    }
  }

  private void advanced(ModelFile file, long done) {
    requireGoOn();
    progress.advanced(file.path(), finishedBytes + done, totalBytes);
  }

  private void requireGoOn() {
    if (progress.cancelled() || Thread.currentThread().isInterrupted()) {
      throw new CancellationException("cancelled; what came is kept in " + staging);
    }
  }

  private Path target(ModelFile file) {
    return RepositoryPath.under(staging, file.saveAs());
  }

  private Address at(ModelFile file) {
    return new Address(repository.repository(), repository.revision(), file.path());
  }

  /// Everything that somebody needs who has another way to the files.
  private String byHand(List<ModelFile> missing, TransientFault unreachable) {
    String files =
        missing.stream()
            .map(file -> "  %s\n    as %s".formatted(source.location(at(file)), target(file)))
            .collect(Collectors.joining("\n"));
    return """
    %s: cannot be reached: %s
    Run it again to go on, or fetch these files by hand:
    %s
    and then run: pictor models add %s"""
        .formatted(source.place(), unreachable.getMessage(), files, staging);
  }
}
