package dev.pictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// `pictor export` and `pictor import` against a server.
class TransferCommandsTest {

  @TempDir Path folder;
  private PictorServer server;

  @BeforeEach
  void start() {
    server =
        PictorServer.start(
            ServerConfig.builder().data(folder.resolve("data")).port(0).browser(false).build());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Program.Outcome pictor(String... arguments) {
    String[] line = Arrays.copyOf(arguments, arguments.length + 2);
    line[arguments.length] = "--url";
    line[arguments.length + 1] = server.uri().toString();
    return Program.here(line);
  }

  private Path small() throws IOException {
    return Files.writeString(
        folder.resolve("small.jsonl"),
        """
        {"id":"a","values":[1,0],"metadata":{"n":1}}
        {"id":"b","values":[0,1],"metadata":{"n":2}}
        broken
        """);
  }

  @Test
  void recordsComeInGoOutAndComeBack() throws IOException {
    Program.Outcome read = pictor("import", small().toString());
    assertThat(read.code()).as(read.err()).isEqualTo(ExitCode.SOME_FILES_FAILED);
    assertThat(read.out())
        .startsWith("small: 2 records, 1 left out (")
        .contains("  line 3: column ");
    Path file = folder.resolve("out.parquet");
    Program.Outcome written = pictor("export", "small", file.toString());
    assertThat(written.code()).as(written.err()).isZero();
    assertThat(written.out()).startsWith("2 records (").contains(" in " + file);
    Program.Outcome again = pictor("export", "small", file.toString());
    assertThat(again.code()).isEqualTo(ExitCode.FAILED);
    assertThat(again.err()).contains("is there (expected: a new name)");
    Program.Outcome some =
        pictor("export", "small", file.toString(), "--overwrite", "--filter", "{\"n\": 2}");
    assertThat(some.out()).startsWith("1 records (");
    Program.Outcome back = pictor("import", file.toString(), "back", "--json");
    assertThat(back.code()).as(back.err()).isZero();
    assertThat(JsonMapper.shared().readTree(back.out()).at("/progress/done").intValue())
        .isEqualTo(1);
  }

  @Test
  void anIndexComesInByItsName() throws IOException {
    assertThat(pictor("import", small().toString(), "films").code())
        .isEqualTo(ExitCode.SOME_FILES_FAILED);
    String here = server.pineconeUri().toString();
    Program.Outcome read = pictor("import", "--pinecone", here, "--index", "films", "copy");
    assertThat(read.code()).as(read.err()).isZero();
    assertThat(read.out()).startsWith("copy: 2 records (");
    Program.Outcome missing = pictor("import", "--pinecone", here, "--index", "none", "copy");
    assertThat(missing.code()).isEqualTo(ExitCode.FAILED);
    assertThat(missing.err()).contains("/indexes/none").contains("404");
  }

  @Test
  void wrongCommandLinesAreExplained() throws IOException {
    String file = small().toString();
    assertThat(pictor("import", "--pinecone", "http://x", "copy").err())
        .contains("--pinecone http://x (expected: --index NAME)");
    assertThat(pictor("import", file, "--index", "x").err()).contains("beside --pinecone");
    assertThat(pictor("import", "--urls", file, "a", "b").err())
        .contains("expected: the collection alone");
    Program.Outcome variable =
        pictor(
            "import", "--pinecone", "http://x", "--index", "y", "--api-key-env", "NOT_SET_1", "z");
    assertThat(variable.code()).isEqualTo(ExitCode.USAGE);
    assertThat(variable.err()).contains("--api-key-env: NOT_SET_1 is not set");
    Program.Outcome none = pictor("import", folder.resolve("none.jsonl").toString());
    assertThat(none.code()).isEqualTo(ExitCode.USAGE);
    assertThat(none.err()).contains("none.jsonl is not there");
    assertThat(pictor("import", folder.resolve("data").toString()).err())
        .contains("expected: a name that ends with .jsonl, .jsonl.gz or .parquet");
  }
}
