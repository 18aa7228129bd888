package dev.pictor.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.VectorStore;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a copy; run with `-Plong -Dgroups=kill`.
@Tag("kill")
class CopyKillTest {

  private static final int RECORDS = 20_000;

  @TempDir Path folder;

  @Test
  void killedCopyGoesOnWhereItWas() throws Exception {
    Path source = folder.resolve("from");
    Path target = folder.resolve("to");
    try (VectorStore from = LuceneStore.open(source)) {
      CopySamples.fill(from, RECORDS);
    }
    copyAndKill(source, target, 3000);
    copyAndKill(source, target, 9000);
    try (VectorStore from = LuceneStore.open(source);
        VectorStore to = LuceneStore.open(target)) {
      long there = to.collection("photos").orElseThrow().count("", MetadataFilter.all());
      assertThat(there).isBetween(9000L, RECORDS - 1L);
      CopyResult result = CollectionCopy.run(from, "photos", to, "photos", _ -> {});
      assertThat(result.records()).isEqualTo(RECORDS + 40);
      assertThat(result.written()).isEqualTo(RECORDS + 40 - there);
    }
  }

  private static void copyAndKill(Path source, Path target, long records) throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                CopyingProcess.class.getName(),
                source.toString(),
                target.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null && Long.parseLong(line) < records) {
        line = lines.readLine();
      }
      assertThat(line).as("the copy ended by itself").isNotNull();
      process.destroyForcibly().waitFor();
    }
  }
}
