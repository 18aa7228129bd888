package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pictor.store.VectorSpace.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import org.apache.lucene.codecs.hnsw.FlatVectorScorerUtil;
import org.apache.lucene.codecs.lucene104.Lucene104ScalarQuantizedVectorScorer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.apache.lucene.util.hnsw.UpdateableRandomVectorScorer;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues;
import org.apache.lucene.util.quantization.QuantizedVectorsReader;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Scores of 8-bit vectors where they lie, against those of the exact ones.
class RoundedVectorsTest {

  private static final int COUNT = 500;
  private static final int DIMENSION = 203; // no multiple of any SIMD width
  private static final float ROUNDING = 2e-3f;

  @TempDir Path folder;
  private final Random random = new Random(3);
  private final float[][] vectors = new float[COUNT][];

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "COSINE")
  void scoresAreThoseOfTheExactVectorsButForRounding(VectorSimilarityFunction similarity)
      throws IOException {
    try (SegmentUnderTest segment = filled(similarity)) {
      SegmentGraph graph = segment.graph();
      float[] target = vector();
      RandomVectorScorer scorer = graph.scorer(target);
      RandomVectorScorer lucenes =
          new Lucene104ScalarQuantizedVectorScorer(
                  FlatVectorScorerUtil.getLucene99FlatVectorsScorer())
              .getRandomVectorScorer(similarity, rounded(graph), target);
      double error = 0;
      double lucenesError = 0;
      for (int i = 0; i < COUNT; i++) {
        float exact = similarity.compare(target, vectors[i]);
        assertThat(scorer.score(i)).isCloseTo(exact, within(ROUNDING * exact));
        error += Math.abs(scorer.score(i) - exact);
        lucenesError += Math.abs(lucenes.score(i) - exact);
      }
      assertThat(error).isLessThan(lucenesError); // which rounds the target too
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "COSINE")
  void vectorsAreScoredTogetherAsAlone(VectorSimilarityFunction similarity) throws IOException {
    try (SegmentUnderTest segment = filled(similarity)) {
      RandomVectorScorer scorer = segment.graph().scorer(vector());
      for (int count = 0; count < 11; count++) {
        int[] ordinals = random.ints(count, 0, COUNT).toArray();
        float[] scores = new float[count];
        float best = scorer.bulkScore(ordinals, scores, count);
        float expected = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
          float alone = scorer.score(ordinals[i]);
          assertThat(scores[i]).isCloseTo(alone, within(1e-5f * alone));
          expected = Math.max(expected, scores[i]);
        }
        assertThat(best).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "COSINE")
  void storedVectorsAreComparedWithEachOther(VectorSimilarityFunction similarity)
      throws IOException {
    try (SegmentUnderTest segment = filled(similarity)) {
      UpdateableRandomVectorScorer scorer =
          new RoundedVectorScorer()
              .getRandomVectorScorerSupplier(similarity, rounded(segment.graph()))
              .scorer();
      for (int from = 0; from < COUNT; from += 50) {
        scorer.setScoringOrdinal(from);
        for (int to = 0; to < COUNT; to++) {
          float exact = similarity.compare(vectors[from], vectors[to]);
          assertThat(scorer.score(to)).isCloseTo(exact, within(2 * ROUNDING * exact));
        }
      }
    }
  }

  /// An index of one segment.
  private record SegmentUnderTest(Directory directory, DirectoryReader reader)
      implements AutoCloseable {

    SegmentGraph graph() throws IOException {
      assertThat(reader.leaves()).hasSize(1);
      return Objects.requireNonNull(SegmentGraph.of(reader.leaves().getFirst().reader()));
    }

    @Override
    public void close() throws IOException {
      reader.close();
      directory.close();
    }
  }

  private static QuantizedByteVectorValues rounded(SegmentGraph graph) throws IOException {
    return (QuantizedByteVectorValues)
        ((QuantizedVectorsReader) graph.vectors()).getQuantizedVectorValues(RecordSchema.VECTOR);
  }

  private SegmentUnderTest filled(VectorSimilarityFunction similarity) throws IOException {
    Directory directory = new MMapDirectory(folder);
    IndexWriterConfig config =
        new IndexWriterConfig()
            .setCodec(new WideVectorCodec(new StoreTuning(1, 1, 2, 0.25f, 2), Precision.INT8));
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (int i = 0; i < COUNT; i++) {
        vectors[i] = vector();
        Document document = new Document();
        document.add(new KnnFloatVectorField(RecordSchema.VECTOR, vectors[i], similarity));
        writer.addDocument(document);
      }
    }
    return new SegmentUnderTest(directory, DirectoryReader.open(directory));
  }

  /// Of length 1, around a common centre.
  private float[] vector() {
    float[] vector = new float[DIMENSION];
    double squares = 0;
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) (0.5 + random.nextGaussian());
      squares += vector[i] * vector[i];
    }
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] /= (float) Math.sqrt(squares);
    }
    return vector;
  }
}
