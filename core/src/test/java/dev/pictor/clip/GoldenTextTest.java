package dev.pictor.clip;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Texts of the bundled model against the reference's vectors in `golden.json`, which the training
/// script of the model made.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoldenTextTest {

  private ClipModel model;
  private GoldenVectors golden;

  @BeforeAll
  void load() {
    model = ModelCatalog.onClassPath().load("pocket");
    golden = GoldenVectors.read(TestBundles.classPath(), model.manifest());
  }

  @AfterAll
  void close() {
    model.close();
  }

  @Test
  void allGoldenTextsAgreeWithTheReference() throws OrtException {
    assertThat(golden.texts()).hasSize(16);
    for (GoldenVectors.Text each : golden.texts()) {
      assertThat(cosine(vector(each.text()), each.vector()))
          .as(each.text())
          .isGreaterThan((float) SelfTest.LEAST_TEXT_COSINE);
    }
  }

  @Test
  void capitalsInChineseTextsDoNotMatter() throws OrtException {
    assertThat(vector("一辆BMW汽车")).isEqualTo(vector("一辆bmw汽车"));
  }

  private DenseVector vector(String text) throws OrtException {
    return model.textEncoder(text).encode(text).vector();
  }

  private static float cosine(DenseVector a, DenseVector b) {
    return Similarity.COSINE.score(a, b);
  }
}
