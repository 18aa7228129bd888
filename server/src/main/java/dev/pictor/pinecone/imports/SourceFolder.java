package dev.pictor.pinecone.imports;

import dev.pictor.pinecone.imports.SourceFile.Format;
import dev.pictor.transfer.UnreadableFile;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/// Lists the files of a folder: those in it and in its sub-folder `__default__` are of the default
/// namespace, those in and below another sub-folder of the namespace of its name. What is hidden
/// (`.name`), unfinished work of other programs (`_temporary` inside a namespace) and files of
/// other kinds are left out.
final class SourceFolder extends SimpleFileVisitor<Path> {

  private static final String DEFAULT = "__default__";

  private final Path folder;
  private final Predicate<Path> admitted;
  private final BooleanSupplier stopped;
  private final List<SourceFile> files = new ArrayList<>();

  private SourceFolder(Path folder, Predicate<Path> admitted, BooleanSupplier stopped) {
    this.folder = folder;
    this.admitted = admitted;
    this.stopped = stopped;
  }

  /// By path.
  ///
  /// @param admitted files that may be read
  /// @param stopped ends it early, with what was found
  /// @throws UnreadableFile when there are none, or a folder cannot be listed
  static List<SourceFile> list(Path folder, Predicate<Path> admitted, BooleanSupplier stopped)
      throws UnreadableFile {
    SourceFolder listing = new SourceFolder(folder, admitted, stopped);
    try {
      Files.walkFileTree(
          folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, listing);
    } catch (IOException e) {
      throw new UnreadableFile("the folder cannot be listed (expected: one to read)", e);
    }
    if (listing.files.isEmpty()) {
      throw new UnreadableFile(
          "the folder holds no file *.parquet, *.jsonl or *.ndjson (expected: some, those of each namespace in a sub-folder of its name)");
    }
    listing.files.sort(Comparator.comparing(SourceFile::shown));
    return List.copyOf(listing.files);
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
    return directory.equals(folder) || !isLeftOut(directory)
        ? FileVisitResult.CONTINUE
        : FileVisitResult.SKIP_SUBTREE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (attributes.isRegularFile() && !isLeftOut(file) && admitted.test(file)) {
      format(file.getFileName().toString().toLowerCase(Locale.ROOT))
          .ifPresent(format -> files.add(source(file, format, attributes.size())));
    }
    return stopped.getAsBoolean() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
  }

  /// A link into the void or in a circle is no file.
  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
    if (Files.isSymbolicLink(file)) {
      return FileVisitResult.CONTINUE;
    }
    throw failure;
  }

  private boolean isLeftOut(Path path) {
    String name = path.getFileName().toString();
    boolean inNamespace = folder.relativize(path).getNameCount() > 1;
    return name.startsWith(".") || (inNamespace && name.startsWith("_"));
  }

  private static Optional<Format> format(String name) {
    if (name.endsWith(".parquet")) {
      return Optional.of(Format.PARQUET);
    }
    return name.endsWith(".jsonl") || name.endsWith(".ndjson")
        ? Optional.of(Format.JSON_LINES)
        : Optional.empty();
  }

  private SourceFile source(Path file, Format format, long bytes) {
    Path below = folder.relativize(file);
    String first = below.getNameCount() > 1 ? below.getName(0).toString() : "";
    return new SourceFile(
        file,
        below.toString().replace('\\', '/'),
        first.equals(DEFAULT) ? "" : first,
        format,
        bytes);
  }
}
