package dev.pictor.transfer;

import dev.pictor.bulk.EmbeddedParts;
import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A folder of parts, as `pictor embed` and `pictor-spark embed` write them, one after another.
final class PartsSource implements RecordSource {

  private final Path folder;
  private final List<Path> parts;
  private final Optional<CollectionHeader> header;
  private Optional<ParquetSource> open = Optional.empty();
  private int next; // part

  private PartsSource(Path folder, List<Path> parts, Optional<CollectionHeader> header) {
    this.folder = folder;
    this.parts = parts;
    this.header = header;
  }

  /// Whether it is a folder with parts.
  static boolean isFolder(Path path) {
    return Files.isDirectory(path) && !list(path).isEmpty();
  }

  static PartsSource open(Path folder) {
    List<Path> parts = list(folder);
    Path first = parts.getFirst();
    try (ParquetSource source = ParquetSource.open(first)) {
      return new PartsSource(folder, parts, source.header());
    } catch (UnreadableFile e) {
      throw Sources.unreadable(first, e);
    }
  }

  private static List<Path> list(Path folder) {
    Predicate<Path> isPart = each -> EmbeddedParts.isName(String.valueOf(each.getFileName()));
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(isPart).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      throw new InvalidRequest(
          "file: %s cannot be listed: %s (expected: a folder of parts)".formatted(folder, e), e);
    }
  }

  /// A part never changes, so their names say all.
  @Override
  public String identity() {
    List<String> names = new ArrayList<>();
    parts.forEach(each -> names.add(String.valueOf(each.getFileName())));
    return "%s, %d parts, %08x"
        .formatted(folder.toAbsolutePath().normalize(), parts.size(), names.hashCode());
  }

  @Override
  public Optional<CollectionHeader> header() {
    return header;
  }

  @Override
  public void resume(String position) throws UnreadableFile {
    int colon = position.indexOf(':');
    next = Integer.parseInt(position.substring(0, colon));
    if (advance()) {
      open.orElseThrow().resume(position.substring(colon + 1));
    }
  }

  /// Whether there was another part, which is open now.
  private boolean advance() throws UnreadableFile {
    open.ifPresent(ParquetSource::close);
    open = Optional.empty();
    if (next == parts.size()) {
      return false;
    }
    Path part = parts.get(next);
    try {
      ParquetSource source = ParquetSource.open(part);
      open = Optional.of(source);
      requireSameModel(source);
    } catch (UnreadableFile e) {
      throw new UnreadableFile(
          "has a part %s that %s".formatted(part.getFileName(), e.reason()), e);
    }
    next++;
    return true;
  }

  private void requireSameModel(ParquetSource source) throws UnreadableFile {
    if (!source.header().map(CollectionHeader::model).equals(header.map(CollectionHeader::model))) {
      throw new UnreadableFile(
          "has vectors of another model than %s (expected: parts of one model)"
              .formatted(parts.getFirst().getFileName()));
    }
  }

  @Override
  public Optional<SourceRow> next() throws UnreadableFile {
    if (open.isEmpty() && !advance()) {
      return Optional.empty();
    }
    Optional<SourceRow> row = open.orElseThrow().next();
    while (row.isEmpty() && advance()) {
      row = open.orElseThrow().next();
    }
    return row.map(this::placed);
  }

  private SourceRow placed(SourceRow row) {
    String place = parts.get(next - 1).getFileName() + ", " + row.place();
    return switch (row) {
      case SourceRow.Good good -> new SourceRow.Good(place, good.namespace(), good.content());
      case SourceRow.Bad bad -> new SourceRow.Bad(place, bad.reason());
    };
  }

  @Override
  public String position() {
    return open.map(each -> next - 1 + ":" + each.position()).orElse(next + ":0");
  }

  @Override
  public double share() {
    double here = open.map(ParquetSource::share).orElse(0.0);
    return Math.min(1, (Math.max(0, next - 1) + here) / parts.size());
  }

  @Override
  public void close() {
    open.ifPresent(ParquetSource::close);
    open = Optional.empty();
  }
}
