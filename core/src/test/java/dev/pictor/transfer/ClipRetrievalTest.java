package dev.pictor.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.collection.CollectionCatalog;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.ModelFingerprint;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Folders of clip-retrieval; those that are read here were made by NumPy and pyarrow.
class ClipRetrievalTest {

  private static final Path GOLDEN =
      Path.of("src/test/resources/dev/pictor/transfer/clip-retrieval");
  private static final ModelBinding.Bound MODEL =
      new ModelBinding.Bound("clip", new ModelFingerprint("ab".repeat(32)));

  @TempDir Path folder;

  private static TransferProgress into(
      CollectionCatalog catalog, Path data, RecordSource source, int dimension) {
    return new RecordImport(
            catalog,
            new Checkpoints(data.resolve("transfers")),
            new ImportTarget(
                "laion",
                Optional.of(new ImportTarget.Declared(MODEL, dimension)),
                Similarity.COSINE))
        .run(source, _ -> {});
  }

  @Test
  void vectorsComeWithTheirMetadataAndAreOfTheModelThatWasNamed() {
    try (LuceneStore store = LuceneStore.open(folder.resolve("store"));
        RecordSource source = ClipRetrievalSource.open(GOLDEN)) {
      CollectionCatalog catalog = new CollectionCatalog(store);
      TransferProgress ended = into(catalog, folder, source, 3);
      assertThat(ended.done()).isEqualTo(4);
      assertThat(ended.problems())
          .singleElement()
          .satisfies(
              problem -> {
                assertThat(problem.place()).isEqualTo("img_emb/img_emb_0.npy, row 3");
                assertThat(problem.reason()).startsWith("vector[0]: Infinity");
              });
      assertThat(catalog.get("laion").spec().model()).isEqualTo(MODEL);
      List<VectorRecord> records =
          catalog
              .get("laion")
              .defaultNamespace()
              .fetch(List.of("a/1.jpg", "a/2.jpg", "000010", "000011"));
      assertThat(records.stream().map(VectorRecord::vector))
          .containsExactly(
              DenseVector.copyOf(0.5f, -1.25f, 3),
              DenseVector.copyOf(1, 2, 65504),
              DenseVector.copyOf(0.1f, 0.2f, 0.3f),
              DenseVector.copyOf(4, 5, 6));
      assertThat(records.stream().map(VectorRecord::metadata))
          .containsExactly(
              MetadataParser.parse(
                  Map.of(
                      "image_path",
                      "a/1.jpg",
                      "caption",
                      "one",
                      "width",
                      640,
                      "similarity",
                      0.25,
                      "nsfw",
                      true)),
              MetadataParser.parse(Map.of("image_path", "a/2.jpg", "width", 641, "nsfw", false)),
              MetadataParser.parse(Map.of("key", "000010")),
              MetadataParser.parse(Map.of("key", "000011")));
    }
  }

  @Test
  void aPlaceIsFoundAgainInTheSecondFile() throws UnreadableFile {
    String position;
    try (RecordSource source = ClipRetrievalSource.open(GOLDEN)) {
      for (int i = 0; i < 4; i++) {
        assertThat(source.next()).isPresent();
      }
      position = source.position();
    }
    try (RecordSource source = ClipRetrievalSource.open(GOLDEN)) {
      source.resume(position);
      assertThat(source.next())
          .hasValueSatisfying(
              row -> assertThat(((SourceRow.Good) row).content().id()).isEqualTo("000011"));
      assertThat(source.next()).isEmpty();
    }
  }

  @Test
  void vectorsOfAnotherDimensionThanTheModelsAreRefused() {
    try (LuceneStore store = LuceneStore.open(folder.resolve("store"));
        RecordSource source = ClipRetrievalSource.open(GOLDEN)) {
      CollectionCatalog catalog = new CollectionCatalog(store);
      assertThatThrownBy(() -> into(catalog, folder, source, 512))
          .isInstanceOf(InvalidRequest.class)
          .hasMessage(
              "dimension: 3 (expected: 512, model: clip). Name the model that made the vectors.");
      assertThat(catalog.list()).isEmpty();
    }
  }

  @Test
  void damagedFilesAreNamed() throws IOException {
    assertThatThrownBy(() -> ClipRetrievalSource.open(folder))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("expected: a folder with img_emb and metadata");
    Path numbers = Files.createDirectories(folder.resolve("img_emb")).resolve("img_emb_0.npy");
    Path metadata =
        Files.createDirectories(folder.resolve("metadata")).resolve("metadata_0.parquet");
    byte[] whole = Files.readAllBytes(GOLDEN.resolve("img_emb/img_emb_0.npy"));
    Files.copy(GOLDEN.resolve("metadata/metadata_0.parquet"), metadata);
    Files.write(numbers, Arrays.copyOf(whole, whole.length - 1));
    assertThat(problem())
        .isEqualTo("has img_emb/img_emb_0.npy, which ends early (expected: 3 rows of 3 numbers)");
    Files.writeString(numbers, "no numbers at all");
    assertThat(problem()).startsWith("has img_emb/img_emb_0.npy, which is no NumPy file");
    Files.write(numbers, whole);
    Files.writeString(metadata, "no table");
    assertThat(problem()).startsWith("has metadata/metadata_0.parquet, which is damaged");
  }

  private String problem() {
    try (RecordSource source = ClipRetrievalSource.open(folder)) {
      while (source.next().isPresent()) {}
      return "";
    } catch (UnreadableFile e) {
      return e.reason();
    }
  }
}
