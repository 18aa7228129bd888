package dev.pictor.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.ServiceException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a source can be wrong about: each is named, and nothing stays behind.
class DamagedSourceTest {

  @TempDir Path temp;
  private Path models;

  @BeforeEach
  void make() {
    models = temp.resolve("models");
  }

  @AfterEach
  void nothingStaysBehind() throws IOException {
    assertThat(left(models)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          onnx/vision_model.onnx    | no graphs of a CLIP model
          onnx/text_model.onnx      | no graphs of a CLIP model
          """)
  void aMissingGraphIsNamed(String file, String message) throws IOException {
    Path source = GoldenModels.xenova(temp.resolve("clip"));
    Files.delete(source.resolve(file));
    refused(source, message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config.json",
        "preprocessor_config.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "onnx/vision_model.onnx",
        "onnx/text_model.onnx"
      })
  void aGarbledFileIsNamed(String file) throws IOException {
    Path source = GoldenModels.xenova(temp.resolve("clip"));
    byte[] bytes = Files.readAllBytes(source.resolve(file));
    Files.write(source.resolve(file), java.util.Arrays.copyOf(bytes, bytes.length / 2));
    refused(source, file.substring(file.indexOf('/') + 1));
  }

  @Test
  void aSizeThatIsNowhereIsAskedFor() throws IOException {
    Path source = GoldenModels.xenova(temp.resolve("clip"));
    Files.delete(source.resolve("preprocessor_config.json"));
    Files.writeString(source.resolve("config.json"), "{\"model_type\": \"clip\"}");
    refused(source, "the size of pictures is nowhere");
  }

  @Test
  void aSizeThatTheGraphDoesNotReadIsNamed() throws IOException {
    Path source = GoldenModels.immich(temp.resolve("clip"));
    edit(source.resolve("visual/preprocess_cfg.json"), "224", "240");
    refused(source, "preprocess_cfg.json: size 240 (expected: 224");
  }

  @Test
  void aSizeThatOnlyTheRunRefusesIsFoundToo() throws IOException {
    Path source = GoldenModels.xenova(temp.resolve("clip"));
    edit(source.resolve("preprocessor_config.json"), "224", "96");
    refused(source, "clip: its towers cannot run");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "resample": 3            | "resample": 1                     | resample: 1 (expected: 2, bilinear, or 3
          "shortest_edge": 224     | "shortest_edge": 200              | crop_size
          "do_resize": true        | "do_resize": false                | do_resize: false
          "do_center_crop": true   | "do_center_crop": false           | do_center_crop: false
          "do_normalize": true     | "do_normalize": "yes"             | do_normalize: "yes"
          0.48145466,              |                                   | image_mean
          """)
  void preprocessingThatPictorDoesNotDoIsNamed(String good, String bad, String message)
      throws IOException {
    Path source = GoldenModels.xenova(temp.resolve("clip"));
    edit(source.resolve("preprocessor_config.json"), good, bad == null ? "" : bad);
    refused(source, "preprocessor_config.json: " + message);
  }

  @Test
  void anInputThatNobodyKnowsIsNamed() throws IOException {
    Path source = GoldenModels.xenova(temp.resolve("clip"));
    OnnxEdit.addInput(
        source.resolve("onnx/text_model.onnx"),
        OnnxEdit.port("position_ids", OnnxEdit.INT64, -1, -1));
    refused(source, "input position_ids");
  }

  @Test
  void aSecondInputOfPicturesIsNamed() throws IOException {
    Path source = GoldenModels.xenova(temp.resolve("clip"));
    OnnxEdit.addInput(
        source.resolve("onnx/vision_model.onnx"), OnnxEdit.port("mask", OnnxEdit.INT64, -1, -1));
    refused(source, "Export the picture tower alone");
  }

  @Test
  void aStateBeforeTheProjectionIsNoVector() throws IOException {
    Path source = GoldenModels.xenova(temp.resolve("clip"));
    OnnxEdit.rename(
        source.resolve("onnx/vision_model.onnx"), Map.of("image_embeds", "pooler_output"));
    refused(source, "export the tower with its projection");
  }

  @Test
  void towersOfTwoModelsAreTold() throws IOException {
    Path source = GoldenModels.xenova(temp.resolve("clip"));
    Files.copy(
        source.resolve("onnx/vision_model.onnx"),
        source.resolve("onnx/text_model.onnx"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    refused(source, "text_model.onnx: input pixel_values");
  }

  @Test
  void aTokenizerWithoutWordsIsNamed() throws IOException {
    Path source = GoldenModels.xenova(temp.resolve("clip"));
    Files.writeString(source.resolve("tokenizer.json"), "{\"model\": {}}");
    refused(source, "tokenizer.json: no words");
  }

  @Test
  void aTokenizerThatIsNeededIsAskedFor() throws IOException {
    Path source = GoldenModels.immich(temp.resolve("clip"));
    Files.delete(source.resolve("textual/tokenizer.json"));
    edit(source.resolve("config.json"), "49408", "250002");
    refused(source, "tokenizer.json: missing");
  }

  @Test
  void weightsThatAreMissingAreNamed() throws IOException {
    Path source = GoldenModels.xenova(temp.resolve("clip"));
    Path graph = source.resolve("onnx/vision_model.onnx");
    OnnxEdit.moveWeights(graph, "vision.data", temp.resolve("elsewhere"));
    refused(source, "vision.data: missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../elsewhere", "/etc/passwd", "a/../../b"})
  void weightsOutsideOfTheFolderAreRefused(String place) throws IOException {
    Path source = GoldenModels.xenova(temp.resolve("clip"));
    OnnxEdit.moveWeights(
        source.resolve("onnx/vision_model.onnx"), place, temp.resolve("elsewhere"));
    refused(source, "weights in " + place);
  }

  @Test
  void aVariantThatIsNotThereNamesThoseThatAre() throws IOException {
    Path source = GoldenModels.xenova(temp.resolve("clip"));
    assertThatThrownBy(
            () ->
                GoldenModels.installer(models)
                    .add(source, AddOptions.none().withVariant(Variant.FP16)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("no graphs of variant fp16 (expected: one of fp32)");
  }

  @Test
  void weightsForAnotherProgramSaySo() throws IOException {
    Path source = Files.createDirectories(temp.resolve("clip"));
    Files.writeString(source.resolve("model.safetensors"), "");
    Files.writeString(source.resolve("config.json"), "{}");
    refused(source, "weights for PyTorch");
  }

  @Test
  void aSourceThatIsNotThereIsNamed() {
    assertThatThrownBy(
            () -> GoldenModels.installer(models).add(temp.resolve("none"), AddOptions.none()))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("none: not there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil.onnx", "/evil.onnx", "a/../../evil.onnx", "..\\evil.onnx"})
  void aZipThatLeavesItsFolderIsRefused(String entry) throws IOException {
    Path zip = temp.resolve("clip.zip");
    try (OutputStream file = Files.newOutputStream(zip);
        ZipOutputStream out = new ZipOutputStream(file)) {
      out.putNextEntry(new ZipEntry(entry));
      out.write(1);
    }
    refused(zip, "leaves the folder");
    assertThat(temp.resolve("evil.onnx")).doesNotExist();
  }

  @Test
  void aZipThatIsLongerThanItSaysIsRefused() throws IOException {
    Path zip = temp.resolve("clip.zip");
    try (OutputStream file = Files.newOutputStream(zip);
        ZipOutputStream out = new ZipOutputStream(file)) {
      out.putNextEntry(new ZipEntry("model.onnx"));
      out.write(new byte[100_000]);
    }
    setLength(zip, 10);
    refused(zip, "model.onnx is longer than it says");
  }

  @Test
  void aZipThatCannotFitIsRefusedBeforeItIsUnpacked() throws IOException {
    Path zip = temp.resolve("clip.zip");
    try (OutputStream file = Files.newOutputStream(zip);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (int i = 0; i < 5000; i++) {
        out.putNextEntry(new ZipEntry("model" + i + ".onnx"));
        out.write(1);
      }
    }
    setLength(zip, 0xFFFF_FFF0L); // 20 TB in all
    refused(zip, "MB free (expected:");
  }

  @Test
  void aFileThatIsNoZipIsRefused() throws IOException {
    Path zip = Files.writeString(temp.resolve("clip.zip"), "not a ZIP");
    refused(zip, "cannot be unpacked");
  }

  private void refused(Path source, String message) {
    assertThatThrownBy(() -> GoldenModels.installer(models).add(source, AddOptions.none()))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining(".unfinished");
  }

  private static void edit(Path file, String from, String to) throws IOException {
    String json = Files.readString(file);
    assertThat(json).contains(from);
    Files.writeString(file, json.replace(from, to));
  }

  /// Sets the length of every entry in the directory at the end of a ZIP.
  private static void setLength(Path zip, long length) throws IOException {
    byte[] bytes = Files.readAllBytes(zip);
    byte[] mark = "PK\1\2".getBytes(StandardCharsets.ISO_8859_1);
    for (int at = 0; at < bytes.length - 46; at++) {
      if (java.util.Arrays.equals(bytes, at, at + 4, mark, 0, 4)) {
        for (int i = 0; i < 4; i++) {
          bytes[at + 24 + i] = (byte) (length >> (8 * i));
        }
      }
    }
    Files.write(zip, bytes);
  }

  /// Names in the folder of bundles, but for the lock.
  static List<String> left(Path models) throws IOException {
    if (!Files.isDirectory(models)) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(models)) {
      return list.map(each -> each.getFileName().toString())
          .filter(name -> !name.equals(".lock"))
          .sorted()
          .toList();
    }
  }
}
