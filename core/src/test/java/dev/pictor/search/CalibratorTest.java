package dev.pictor.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.clip.Calibration;
import dev.pictor.clip.Thresholds;
import dev.pictor.collection.Namespace;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.DenseVector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which thresholds a collection gets, by its size and its model.
class CalibratorTest {

  private static ExamplePhotos photos;
  private static List<VectorRecord> records;

  private final Calibrator calibrator = new Calibrator(Optional.empty());

  @BeforeAll
  static void index(@TempDir Path folder) throws IOException {
    photos = new ExamplePhotos(folder);
    records = photos.collection.defaultNamespace().sample(210, 1);
  }

  @AfterAll
  static void close() {
    photos.close();
  }

  private static Namespace some(String name, int count) {
    Namespace namespace = photos.collection.namespace(name);
    namespace.upsert(records.subList(0, count));
    return namespace;
  }

  private static Calibration bare() {
    DenseVector nothing = DenseVector.wrap(new float[photos.embedder.model().dimension()]);
    return new Calibration(nothing, nothing, Optional.empty());
  }

  private static Calibration measured() {
    return new Calibration(
        bare().queryCentre(), bare().pictureCentre(), Optional.of(new Thresholds(0.1, 0.2, 0.3)));
  }

  private Calibration ofText(Namespace namespace, String text, Calibration own) {
    return calibrator.ofText(photos.embedder, photos.collection, namespace, text, own);
  }

  private Calibration ofPicture(Namespace namespace, Calibration own) {
    return calibrator.ofPicture(photos.embedder, photos.collection, namespace, own);
  }

  @Test
  void fewPicturesHaveNoMiddle() {
    Namespace nine = some("nine", 9);
    assertThat(ofText(nine, "a dog", bare()).thresholds()).isEmpty();
    Namespace ten = some("ten", 10);
    assertThat(ofText(ten, "a dog", bare()).thresholds()).isPresent();
    assertThat(ofPicture(ten, bare()).thresholds()).isEmpty();
  }

  @Test
  void theModelsOwnThresholdsServeSmallCollections() {
    Namespace fewer = some("fewer", 49);
    assertThat(ofText(fewer, "a dog", measured())).isEqualTo(measured());
    Namespace enough = some("enough", 50);
    assertThat(ofText(enough, "a dog", measured())).isNotEqualTo(measured());
    assertThat(ofPicture(enough, measured())).isEqualTo(measured());
    assertThat(ofPicture(enough, bare()).thresholds()).isPresent();
  }

  @Test
  void eachWritingIsJudgedByItself() {
    Namespace all = photos.collection.defaultNamespace();
    Calibration english = ofText(all, "a dog", bare());
    assertThat(ofText(all, "any other text", bare())).isEqualTo(english);
    Calibration chinese = ofText(all, "一只狗", bare());
    assertThat(chinese.queryCentre()).isNotEqualTo(english.queryCentre());
    assertThat(chinese.pictureCentre()).isEqualTo(english.pictureCentre());
    assertThat(ofText(all, "一只 dog", measured())).as("of two towers").isEqualTo(measured());
  }

  @Test
  void whatNoPhotoShowsStaysBelowAndWhatOneShowsComesAbove() {
    Calibration calibration = ofText(photos.collection.defaultNamespace(), "a red car", bare());
    Thresholds thresholds = calibration.thresholds().orElseThrow();
    assertThat(thresholds.weak()).isLessThan(thresholds.strong());
    assertThat(best(calibration, "a red car")).isGreaterThan(thresholds.weak());
    assertThat(best(calibration, "deductible expenses of limited partnerships"))
        .isLessThan(thresholds.weak());
  }

  private static double best(Calibration calibration, String text) {
    DenseVector unit = photos.embedder.text(text).embedding().vector().normalized();
    return records.stream()
        .mapToDouble(record -> calibration.centredCosine(unit, record.vector().normalized()))
        .max()
        .orElseThrow();
  }

  @Test
  void aCollectionThatGrowsIsMeasuredAgain() {
    Namespace growing = some("growing", 60);
    Calibration before = ofText(growing, "a dog", bare());
    growing.upsert(records.subList(60, 190));
    Calibration after = ofText(growing, "a dog", bare());
    assertThat(after).isNotEqualTo(before);
    assertThat(growing.count(MetadataFilter.all())).isEqualTo(190);
  }

  @Test
  void searchesThatNobodyJudgesMeasureNothing() {
    assertThat(
            Calibrator.ofModelsAlone()
                .ofText(
                    photos.embedder,
                    photos.collection,
                    photos.collection.defaultNamespace(),
                    "a dog",
                    bare()))
        .isEqualTo(bare());
  }
}
