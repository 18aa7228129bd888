package dev.pictor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.copy.CopySamples;
import dev.pictor.error.InvalidRequest;
import dev.pictor.files.DataFolder;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import dev.pictor.server.StoreAddress;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.VectorQuery;
import dev.pictor.store.VectorStore;
import dev.pictor.vector.DenseVector;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CopyCommandTest {

  @TempDir Path folder;
  private Path source;

  @BeforeEach
  void fill() {
    source = folder.resolve("from");
    try (DataFolder data = DataFolder.open(source);
        VectorStore store = LuceneStore.open(data.store())) {
      CopySamples.fill(store, 300);
    }
  }

  private static int run(StringWriter err, Object... args) {
    CommandLine line = Main.commandLine();
    line.setErr(new PrintWriter(err, true));
    return line.execute(List.of(args).stream().map(Object::toString).toArray(String[]::new));
  }

  private static int run(Object... args) {
    return run(new StringWriter(), args);
  }

  @Test
  void foldersAreCopiedWholeOrByName() {
    Path all = folder.resolve("all");
    assertThat(run("copy", source, all)).isZero();
    Path one = folder.resolve("one");
    assertThat(run("copy", source, one, "--collection", "photos", "--as", "kept")).isZero();
    try (VectorStore copied = LuceneStore.open(all.resolve("store"));
        VectorStore renamed = LuceneStore.open(one.resolve("store"))) {
      assertThat(copied.collections())
          .extracting(each -> each.name())
          .containsExactly("photos", "words");
      assertThat(renamed.collections()).extracting(each -> each.name()).containsExactly("kept");
    }
  }

  @Test
  void wrongPlacesAreRefused() {
    StringWriter err = new StringWriter();
    assertThat(run(err, "copy", folder.resolve("none"), folder.resolve("to"))).isEqualTo(2);
    assertThat(err.toString()).contains("FROM: ", "a data folder of Pictor");
    assertThat(run("copy", source, source)).isEqualTo(2);
    assertThat(run("copy", source, folder.resolve("to"), "--as", "x")).isEqualTo(2);
    StringWriter engine = new StringWriter();
    assertThat(run(engine, "copy", source, "faiss:http://me:pass@host")).isEqualTo(2);
    assertThat(engine.toString())
        .contains("TO: faiss:", "lucene, opensearch, pinecone")
        .doesNotContain("pass");
    try (DataFolder _ = DataFolder.open(source)) {
      StringWriter held = new StringWriter();
      assertThat(run(held, "copy", source, folder.resolve("to"))).isEqualTo(1);
      assertThat(held.toString()).contains("is in use by process");
    }
  }

  @Test
  void keysComeFromTheEnvironmentOfEachSide() {
    Map<String, String> environment =
        Map.of("PICTOR_STORE_KEY", "usual-key", "PICTOR_TO_KEY", "other-key");
    assertThat(StoreAddress.parse("pinecone:", "FROM", environment))
        .isInstanceOfSatisfying(
            StoreAddress.Service.class,
            service -> {
              assertThat(service.settings().key()).isEqualTo("usual-key");
              assertThat(service.settings().urls()).containsExactly("https://api.pinecone.io");
            });
    assertThat(StoreAddress.parse("pinecone:http://localhost:1", "TO", environment))
        .isInstanceOfSatisfying(
            StoreAddress.Service.class,
            service -> assertThat(service.settings().key()).isEqualTo("other-key"));
    assertThatThrownBy(() -> StoreAddress.parse("pinecone:", "TO", Map.of()))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("store-key: none");
    assertThat(StoreAddress.parse("C:\\data", "TO", Map.of()))
        .isInstanceOf(StoreAddress.Folder.class);
  }

  @Test
  @Tag("remote")
  void roundTripThroughAServiceAnswersAlike() {
    Path back = folder.resolve("back");
    try (PictorServer service =
        PictorServer.start(
            ServerConfig.builder()
                .data(folder.resolve("service"))
                .port(0)
                .browser(false)
                .build())) {
      String address = "pinecone:http://127.0.0.1:" + service.pineconeUri().getPort();
      assertThat(run("copy", source, address)).isZero();
      assertThat(run("copy", source, address)).isZero();
      assertThat(run("copy", address, back)).isZero();
    }
    try (VectorStore before = LuceneStore.open(source.resolve("store"));
        VectorStore after = LuceneStore.open(back.resolve("store"))) {
      assertThat(after.collections()).isEqualTo(before.collections());
      CollectionStore one = before.collection("photos").orElseThrow();
      CollectionStore other = after.collection("photos").orElseThrow();
      assertThat(other.namespaces()).isEqualTo(one.namespaces());
      VectorQuery query =
          new VectorQuery("", DenseVector.copyOf(1, 2, 3, 4, 5, 6, 7, 8), 20, MetadataFilter.all());
      assertThat(other.query(query)).isEqualTo(one.query(query));
    }
  }
}
