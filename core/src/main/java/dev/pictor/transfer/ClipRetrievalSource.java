package dev.pictor.transfer;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.DenseVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What `clip-retrieval inference` left in a folder: pictures' vectors in `img_emb/img_emb_N.npy`,
/// what belongs to them, row by row, in `metadata/metadata_N.parquet`. Ids come from the columns
/// `image_path` or `key`, else from file and row.
public final class ClipRetrievalSource implements RecordSource {

  /// Two files of one number.
  private record Part(int number, Path vectors, Path metadata) {}

  private static final Pattern VECTORS = Pattern.compile("img_emb_(\\d{1,9})\\.npy");
  private static final List<String> IDS = List.of("image_path", "key");

  private final Path folder;
  private final String identity;
  private final List<Part> parts;
  private int part = -1;
  private long row; // of the part, the next one
  private @Nullable NpyFile vectors;
  private @Nullable ParquetTable metadata;

  private ClipRetrievalSource(Path folder, String identity, List<Part> parts) {
    this.folder = folder;
    this.identity = identity;
    this.parts = parts;
  }

  /// @throws InvalidRequest when the folder has no such files
  public static ClipRetrievalSource open(Path folder) {
    try {
      List<Part> parts = parts(folder);
      StringBuilder identity = new StringBuilder(folder.toRealPath().toString());
      for (Part each : parts) {
        identity.append("; ").append(SourceIdentity.of(each.vectors()));
      }
      return new ClipRetrievalSource(folder, identity.toString(), parts);
    } catch (IOException e) {
      throw new InvalidRequest(
          "folder: %s cannot be listed (expected: a folder with img_emb and metadata)"
              .formatted(folder),
          e);
    } catch (UnreadableFile e) {
      throw Sources.unreadable(folder, e);
    }
  }

  private static List<Part> parts(Path folder) throws IOException {
    List<Part> parts = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve("img_emb"))) {
      for (Path file : files.toList()) {
        Matcher name = VECTORS.matcher(file.getFileName().toString());
        if (name.matches()) {
          Path about = folder.resolve("metadata/metadata_" + name.group(1) + ".parquet");
          parts.add(new Part(Integer.parseInt(name.group(1)), file, about));
        }
      }
    }
    if (parts.isEmpty()) {
      throw new InvalidRequest(
          "folder: %s holds no img_emb/img_emb_N.npy (expected: what clip-retrieval inference made)"
              .formatted(folder));
    }
    parts.sort(Comparator.comparingInt(Part::number));
    return List.copyOf(parts);
  }

  @Override
  public String identity() {
    return identity;
  }

  @Override
  public Optional<CollectionHeader> header() {
    return Optional.empty();
  }

  @Override
  public void resume(String position) throws UnreadableFile {
    String[] at = position.split(":", 2);
    part = Integer.parseInt(at[0]);
    openPart();
    for (long left = Long.parseLong(at[1]); left > 0; left--) {
      Optional<Map<String, Object>> _ = current(metadata).next();
      current(vectors).skip();
      row++;
    }
  }

  private static <T> T current(@Nullable T opened) {
    if (opened == null) {
      throw new IllegalStateException("no part is open");
    }
    return opened;
  }

  private void openPart() throws UnreadableFile {
    close();
    row = 0;
    Part now = parts.get(part);
    try {
      vectors = NpyFile.open(now.vectors());
    } catch (UnreadableFile e) {
      throw in(now.vectors(), e);
    }
    try {
      metadata = ParquetTable.open(now.metadata());
    } catch (UnreadableFile e) {
      throw in(now.metadata(), e);
    }
  }

  private UnreadableFile in(Path file, UnreadableFile why) {
    return new UnreadableFile(
        "has %s, which %s".formatted(folder.relativize(file), why.reason()), why);
  }

  @Override
  public Optional<SourceRow> next() throws UnreadableFile {
    while (part < 0 || row >= current(vectors).rows()) {
      if (part + 1 >= parts.size()) {
        return Optional.empty();
      }
      part++;
      openPart();
    }
    Part now = parts.get(part);
    String place = "%s, row %d".formatted(folder.relativize(now.vectors()), row + 1);
    float[] numbers;
    Optional<Map<String, Object>> fields;
    try {
      numbers = current(vectors).next();
      fields = current(metadata).next();
    } catch (UnreadableFile e) {
      throw in(now.vectors(), e);
    }
    String fallback = "%d/%d".formatted(now.number(), row);
    row++;
    if (fields.isEmpty()) {
      throw in(
          now.metadata(),
          new UnreadableFile("has fewer rows than the vectors (expected: as many)"));
    }
    return Optional.of(row(place, fallback, numbers, fields.get()));
  }

  private static SourceRow row(
      String place, String fallback, float[] numbers, Map<String, Object> fields) {
    try {
      String id =
          IDS.stream()
              .flatMap(each -> Optional.ofNullable(fields.get(each)).stream())
              .map(String::valueOf)
              .filter(each -> !each.isEmpty())
              .findFirst()
              .orElse(fallback);
      Map<String, Object> kept = new LinkedHashMap<>(fields);
      kept.values()
          .removeIf(
              each -> each instanceof Number number && !Double.isFinite(number.doubleValue()));
      return new SourceRow.Good(
          place, "", new VectorRecord(id, DenseVector.wrap(numbers), MetadataParser.parse(kept)));
    } catch (InvalidRequest e) {
      return new SourceRow.Bad(place, e.reason());
    }
  }

  @Override
  public String position() {
    return Math.max(0, part) + ":" + row;
  }

  @Override
  public double share() {
    NpyFile now = vectors;
    double within = now == null || now.rows() == 0 ? 0 : (double) row / now.rows();
    return Math.min(1, (Math.max(0, part) + within) / parts.size());
  }

  @Override
  public void close() {
    NpyFile numbers = vectors;
    if (numbers != null) {
      numbers.close();
      vectors = null;
    }
    ParquetTable fields = metadata;
    if (fields != null) {
      fields.close();
      metadata = null;
    }
  }
}
