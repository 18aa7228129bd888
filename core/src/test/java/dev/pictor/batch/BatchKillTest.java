package dev.pictor.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.bulk.EmbeddedParts;
import dev.pictor.bulk.Shard;
import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbedderConfig;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.error.InvalidRequest;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureLimits;
import dev.pictor.transfer.ParquetTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills embedding processes; run with `-Plong`.
@Tag("kill")
class BatchKillTest {

  private static final Path EXAMPLES = Path.of("..", "examples", "photos");
  private static final int PART_ROWS = 16;
  private static final int KILLS = 4;

  @TempDir private Path output;

  /// Embeds the example photos; each line is a picture.
  public static void main(String[] arguments) {
    BatchProgress _ = embed(Path.of(arguments[0]), true);
  }

  private static BatchProgress embed(Path output, boolean tell) {
    PictureLimits limits = PictureLimits.defaults();
    try (Embedder embedder =
        Embedder.open(
            ModelCatalog.onClassPath().load("pocket"),
            new PictureDecoder(limits),
            EmbedderConfig.defaults())) {
      BatchSpec spec = new BatchSpec(EXAMPLES, output, Shard.whole(), false, PART_ROWS);
      return new BatchEmbedding(
              spec,
              embedder,
              limits,
              address -> {
                throw new InvalidRequest(address);
              })
          .run(
              _ -> {
                if (tell) {
                  System.out.println("picture");
                  System.out.flush();
                }
              });
    }
  }

  @Test
  void aKilledRunIsGoneOnWithAndNoPublishedPictureIsEmbeddedAgain() throws Exception {
    long seed = Long.getLong("kill.seed", 20_260_101L);
    System.out.println("kill.seed=" + seed);
    Random random = new Random(seed);
    for (int kill = 0; kill < KILLS; kill++) {
      runAndKill(PART_ROWS + random.nextInt(2 * PART_ROWS));
    }
    List<String> published = publishedIds();
    assertThat(published).hasSizeGreaterThanOrEqualTo(KILLS * PART_ROWS).doesNotHaveDuplicates();
    BatchProgress rest = embed(output, false);
    assertThat(rest.before()).isEqualTo(published.size());
    assertThat(rest.embedded() + rest.before()).isEqualTo(photos());
    assertThat(rest.failed()).isZero();
    assertThat(publishedIds()).hasSize((int) photos()).doesNotHaveDuplicates();
  }

  private static long photos() throws IOException {
    try (Stream<Path> all = Files.walk(EXAMPLES)) {
      return all.filter(each -> each.toString().endsWith(".jpg")).count();
    }
  }

  private void runAndKill(int pictures) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            BatchKillTest.class.getName(),
            output.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (int i = 0; i < pictures; i++) {
        assertThat(lines.readLine()).isEqualTo("picture");
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor()).isNotZero();
  }

  private List<String> publishedIds() throws Exception {
    List<String> ids = new ArrayList<>();
    List<Path> parts;
    try (Stream<Path> files = Files.list(output)) {
      parts = files.filter(each -> EmbeddedParts.isName(each.getFileName().toString())).toList();
    }
    for (Path part : parts) {
      try (ParquetTable table = ParquetTable.open(part)) {
        for (Optional<Map<String, Object>> row = table.next();
            row.isPresent();
            row = table.next()) {
          ids.add(String.valueOf(row.get().get(EmbeddedParts.ID)));
        }
      }
    }
    return ids;
  }
}
