package dev.pictor.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.BrokenModel;
import dev.pictor.error.NotFound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedBundleTest {

  @TempDir Path folder;

  @BeforeEach
  void copy() throws IOException {
    TestBundles.copyTo(folder);
  }

  @Test
  void aWholeFolderLoadsAndPassesItsSelfTest() {
    try (ClipModel model = load()) {
      model.selfTest();
      assertThat(model.dimension()).isEqualTo(512);
    }
  }

  @Test
  void aMissingGraphIsNamed() throws IOException {
    Files.delete(folder.resolve("text-head-zh.onnx"));
    assertBroken("text-head-zh.onnx", "missing");
  }

  @Test
  void aFlippedByteIsFound() throws IOException {
    Path file = folder.resolve("picture.onnx");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertBroken("picture.onnx", "damaged");
  }

  @Test
  void aWrongDimensionIsFoundAtLoad() throws IOException {
    edit("\"dimension\": 512,\n  \"metric\"", "\"dimension\": 256,\n  \"metric\"");
    assertBroken("background.json", "512 numbers (expected: 256 numbers)");
  }

  @Test
  void anUnknownFieldIsNamed() throws IOException {
    edit("\"size\": 260", "\"size\": 260, \"crop\": 1");
    assertBroken("model.json", "picture.crop");
  }

  @Test
  void aWrongKindOfValueIsNamed() throws IOException {
    edit("\"size\": 260", "\"size\": \"260\"");
    assertBroken("model.json", "picture.size");
  }

  @Test
  void aChangedPreprocessingChangesTheFingerprintAndFailsTheSelfTest() throws IOException {
    String before;
    try (ClipModel whole = load()) {
      before = whole.fingerprint().hex();
    }
    edit(
        "\"size\": 260,\n    \"resize\": \"squash\"",
        "\"size\": 260,\n    \"resize\": \"centre-crop\"");
    try (ClipModel cropped = load()) {
      assertThat(cropped.fingerprint().hex()).isNotEqualTo(before);
    }
    edit("128,\n      128,\n      128", "96,\n      128,\n      128");
    try (ClipModel reddened = load()) {
      assertThatThrownBy(reddened::selfTest)
          .isInstanceOf(BrokenModel.class)
          .hasMessageContaining("picture.onnx");
    }
  }

  @Test
  void anUnknownModelNamesTheInstalledOnes() {
    assertThatThrownBy(() -> ModelCatalog.of(folder).load("clip"))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("pocket");
  }

  private ClipModel load() {
    return ModelCatalog.of(folder).load("pocket");
  }

  private void assertBroken(String file, String what) {
    assertThatThrownBy(
            () -> {
              try (ClipModel model = load()) {
                model.selfTest();
              }
            })
        .isInstanceOf(BrokenModel.class)
        .hasMessageContaining(file)
        .hasMessageContaining(what);
  }

  private void edit(String from, String to) throws IOException {
    Path file = folder.resolve("model.json");
    String json = Files.readString(file);
    assertThat(json).contains(from);
    Files.writeString(file, json.replace(from, to));
  }
}
