package dev.pictor.pinecone.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.pinecone.imports.SourceFile.Format;
import dev.pictor.transfer.UnreadableFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files with random damage give rows or say that they cannot be read, and come to an end.
class DamagedFilesTest {

  private static final int FILES = 1500;
  private static final List<String> NAMES =
      List.of("none", "snappy", "zstd", "gzip", "hybrid", "sparse");

  private final long seed = Long.getLong("pictor.seed", System.nanoTime());
  private final Random random = new Random(seed);
  @TempDir Path folder;

  @Test
  void parquet() throws IOException {
    int rows = 0;
    for (int i = 0; i < FILES; i++) {
      String name = NAMES.get(random.nextInt(NAMES.size()));
      try (InputStream in = getClass().getResourceAsStream(name + ".parquet")) {
        assertThat(in).isNotNull();
        rows += read(damaged(in.readAllBytes()), Format.PARQUET);
      }
    }
    assertThat(rows).as("seed %d", seed).isPositive();
  }

  @Test
  void jsonLines() throws IOException {
    byte[] line =
        "{\"id\":\"a\",\"values\":[1,2.5],\"sparseValues\":{\"indices\":[1],\"values\":[2]},\"metadata\":{\"a\":[\"b\"]}}\n"
            .repeat(3)
            .getBytes(StandardCharsets.UTF_8);
    int rows = 0;
    for (int i = 0; i < FILES; i++) {
      rows += read(damaged(line), Format.JSON_LINES);
    }
    assertThat(rows).as("seed %d", seed).isPositive();
  }

  private byte[] damaged(byte[] whole) {
    byte[] bytes =
        random.nextInt(10) > 0 ? whole : Arrays.copyOf(whole, random.nextInt(whole.length));
    for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  /// @return how many rows could be read
  private int read(byte[] bytes, Format format) throws IOException {
    Path file = Files.write(folder.resolve("file"), bytes);
    int rows = 0;
    try (RecordFile records = new SourceFile(file, "file", "", format, bytes.length).open(2)) {
      for (Optional<SourceRow> row = records.next(); row.isPresent(); row = records.next()) {
        rows += row.get() instanceof SourceRow.Good ? 1 : 0;
        assertThat(records.share()).as("seed %d", seed).isBetween(0.0, 1.0);
      }
    } catch (UnreadableFile e) {
      assertThat(e.reason()).as("seed %d", seed).contains("expected: ");
    }
    return rows;
  }
}
