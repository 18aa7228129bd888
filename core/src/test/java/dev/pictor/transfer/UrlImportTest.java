package dev.pictor.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbedderConfig;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.collection.CollectionCatalog;
import dev.pictor.error.InvalidRequest;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureLimits;
import dev.pictor.library.LibrarySpec;
import dev.pictor.library.PhotoLibrary;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.VectorRecord;
import dev.pictor.transfer.TransferProgress.Phase;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Lists of addresses; a table of files stands for the internet.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UrlImportTest {

  private static final Path KODAK = Path.of("../examples/photos/kodak");
  private static final PictureDecoder DECODER = new PictureDecoder(PictureLimits.defaults());

  private Embedder embedder;
  @TempDir Path folder;
  private LuceneStore store;
  private CollectionCatalog catalog;
  private PhotoLibrary library;

  @BeforeAll
  void load() {
    embedder =
        Embedder.open(
            ModelCatalog.onClassPath().load("pocket"), DECODER, EmbedderConfig.defaults());
  }

  @AfterAll
  void unload() {
    embedder.close();
  }

  @BeforeEach
  void open() throws IOException {
    store = LuceneStore.open(folder.resolve("store"));
    catalog = new CollectionCatalog(store);
    library =
        PhotoLibrary.open(
            new LibrarySpec(List.of(), Files.createDirectory(folder.resolve("state"))),
            catalog.create(
                new CollectionSpec(
                    "web",
                    embedder.model().dimension(),
                    Similarity.COSINE,
                    new ModelBinding.Bound(embedder.model().name(), embedder.fingerprint()))),
            embedder,
            DECODER,
            Map.of());
  }

  @AfterEach
  void close() {
    library.close();
    store.close();
  }

  private UrlImport of(Path list, Function<String, byte[]> fetch) {
    return new UrlImport(
        list,
        new UrlImport.Tools("web", library.uploads(), fetch, embedder::image),
        new Checkpoints(folder.resolve("transfers")));
  }

  private static byte[] picture(String url) {
    if (url.endsWith("none.jpg")) {
      throw new InvalidRequest("picture URL " + url + ": the server answers 404");
    }
    try {
      return url.endsWith("text.jpg")
          ? new byte[] {1, 2, 3}
          : Files.readAllBytes(
              KODAK.resolve(url.endsWith("b.jpg?x=1") ? "kodim19.jpg" : "kodim05.jpg"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<VectorRecord> kept(String... ids) {
    return catalog.get("web").defaultNamespace().fetch(List.of(ids));
  }

  @Test
  void picturesAreKeptWithTheirColumnsAndFailuresAreListed() throws IOException {
    Path list =
        Files.writeString(
            folder.resolve("list.csv"),
            """
            id,URL,stars,text
            one,https://x.org/a.jpg,3,"a, b"
            ,https://x.org/b.jpg?x=1,4.5,
            three,https://x.org/none.jpg,1,
            four,https://x.org/text.jpg,1,
            five,,1,
            """);
    TransferProgress ended = of(list, UrlImportTest::picture).run(_ -> {});
    assertThat(ended.phase()).isEqualTo(Phase.FINISHED);
    assertThat(ended.done()).isEqualTo(2);
    assertThat(ended.skipped()).isEqualTo(3);
    assertThat(ended.problems().stream().map(TransferProgress.Problem::place))
        .containsExactly("line 4", "line 5", "line 6");
    assertThat(ended.problems().getFirst().reason()).contains("the server answers 404");
    VectorRecord one = kept("one").getFirst();
    assertThat(one.metadata().text("url")).hasValue("https://x.org/a.jpg");
    assertThat(one.metadata().text("filename")).hasValue("a.jpg");
    assertThat(one.metadata().number("stars")).hasValue(3.0);
    assertThat(one.metadata().text("text")).hasValue("a, b");
    VectorRecord two = kept("https://x.org/b.jpg?x=1").getFirst();
    assertThat(two.metadata().text("filename")).hasValue("b.jpg");
    assertThat(two.vector()).isEqualTo(embedder.image(picture("b.jpg?x=1")).embedding().vector());
  }

  @Test
  void aListThatWasStoppedGoesOnBehindWhatIsDone() throws IOException {
    StringBuilder lines = new StringBuilder("url\n");
    for (int i = 0; i < 130; i++) {
      lines.append("https://x.org/%d.jpg%n".formatted(i));
    }
    Path list = Files.writeString(folder.resolve("list.csv"), lines);
    AtomicInteger fetched = new AtomicInteger();
    AtomicReference<UrlImport> running = new AtomicReference<>();
    running.set(
        of(
            list,
            url -> {
              if (fetched.incrementAndGet() == 80) {
                running.get().interrupt();
              }
              return picture(url);
            }));
    assertThat(running.get().run(_ -> {}).phase()).isEqualTo(Phase.INTERRUPTED);
    fetched.set(0);
    TransferProgress ended =
        of(
                list,
                url -> {
                  fetched.incrementAndGet();
                  return picture(url);
                })
            .run(_ -> {});
    assertThat(ended.phase()).isEqualTo(Phase.FINISHED);
    assertThat(ended.done()).isEqualTo(130);
    assertThat(fetched).hasValue(130 - 64);
    assertThat(catalog.get("web").stats().records()).isEqualTo(130);
  }

  @Test
  void aListWithoutAddressesIsRefused() throws IOException {
    Path list = Files.writeString(folder.resolve("list.csv"), "link,id\nx,y\n");
    assertThatThrownBy(() -> of(list, UrlImportTest::picture))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("list.csv, line 1: columns [link, id] (expected: url, maybe id");
    Path own = Files.writeString(folder.resolve("own.csv"), "url,width\nhttps://x.org/a.jpg,3\n");
    assertThatThrownBy(() -> of(own, UrlImportTest::picture))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("column: width");
  }
}
