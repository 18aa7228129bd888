package dev.pictor.models;

import static dev.pictor.models.DownloadFixture.bytes;
import static dev.pictor.models.DownloadFixture.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.BrokenModel;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.Unavailable;
import dev.pictor.models.HubSource.Listed;
import dev.pictor.models.KnownModel.ModelFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Repositories that no catalogue knows.
class RepositoryFilesTest {

  private final FakeHub hub = new FakeHub();
  @TempDir private Path models;

  @AfterEach
  void close() {
    hub.close();
  }

  private static List<String> chosen(Variant variant, String... paths) {
    List<Listed> listed =
        Stream.of(paths)
            .map(path -> new Listed(path, OptionalLong.empty(), Optional.empty()))
            .toList();
    return new RepositoryFiles("owner/name", listed)
        .of(variant).stream().map(ModelFile::path).toList();
  }

  @Test
  void splitGraphsAreTakenRatherThanJointOnes() {
    assertThat(
            chosen(
                Variant.FP32,
                ".gitattributes",
                "README.md",
                "config.json",
                "onnx/model.onnx",
                "onnx/text_model.onnx",
                "onnx/text_model_fp16.onnx",
                "onnx/vision_model.onnx",
                "onnx/vision_model_q4.onnx",
                "preprocessor_config.json",
                "tokenizer.json"))
        .containsExactly(
            "README.md",
            "config.json",
            "onnx/text_model.onnx",
            "onnx/vision_model.onnx",
            "preprocessor_config.json",
            "tokenizer.json");
  }

  @Test
  void jointGraphIsTakenWithItsWeights() {
    assertThat(
            chosen(
                Variant.FP32,
                "config.json",
                "onnx/model.onnx",
                "onnx/model.onnx_data",
                "onnx/model.onnx_data_1",
                "onnx/model_fp16.onnx",
                "onnx/model_fp16.onnx_data",
                "tokenizer.json"))
        .containsExactly(
            "config.json",
            "onnx/model.onnx",
            "onnx/model.onnx_data",
            "onnx/model.onnx_data_1",
            "tokenizer.json");
  }

  @Test
  void towersOfImmichComeWithTheirOwnDescriptionsAndTensors() {
    assertThat(
            chosen(
                Variant.FP32,
                "config.json",
                "textual/model.armnn",
                "textual/model.onnx",
                "textual/onnx__MatMul_5000",
                "textual/tokenizer.json",
                "visual/fp16/model.armnn",
                "visual/model.onnx",
                "visual/preprocess_cfg.json"))
        .containsExactly(
            "config.json",
            "textual/model.onnx",
            "textual/onnx__MatMul_5000",
            "textual/tokenizer.json",
            "visual/model.onnx",
            "visual/preprocess_cfg.json");
  }

  @Test
  void eightBitsHaveTwoNames() {
    assertThat(chosen(Variant.INT8, "onnx/model_int8.onnx"))
        .containsExactly("onnx/model_int8.onnx");
    assertThat(chosen(Variant.INT8, "onnx/model_int8.onnx", "onnx/model_quantized.onnx"))
        .containsExactly("onnx/model_quantized.onnx");
  }

  @Test
  void variantThatIsNotThereTellsTheOnesThatAre() {
    assertThatThrownBy(() -> chosen(Variant.INT8, "onnx/model.onnx", "onnx/model_fp16.onnx"))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("in int8 (there: fp32, fp16)");
  }

  @Test
  void nameThatWouldLeaveTheFolderIsLeftOut() {
    assertThat(chosen(Variant.FP32, "model.onnx", "../config.json", "/config.json", "a/../../b"))
        .containsExactly("model.onnx");
  }

  @Test
  void wholeRepositoryComesByItsListAndIsCheckedByIt() {
    byte[] graph = bytes(100_000, 7);
    hub.large("onnx/model.onnx", graph);
    hub.small("README.md", "# A model".getBytes(StandardCharsets.UTF_8));
    hub.small("tokenizer.json", "{}".getBytes(StandardCharsets.UTF_8));
    hub.list(list(Digests.sha256(graph), graph.length));
    Path folder =
        Download.into(models, hub.client())
            .run(FakeHub.REPOSITORY, "main", Variant.FP32, DownloadProgress.NONE);
    assertThat(folder).isEqualTo(models.resolve(".incoming/clip"));
    assertThat(files(folder)).containsExactly("README.md", "onnx/model.onnx", "tokenizer.json");
  }

  @Test
  void branchIsReadAtTheCommitThatItStandsFor() {
    byte[] graph = bytes(100_000, 7);
    hub.large("onnx/model.onnx", graph);
    hub.small("README.md", "# A model".getBytes(StandardCharsets.UTF_8));
    hub.small("tokenizer.json", "{}".getBytes(StandardCharsets.UTF_8));
    hub.list(list(Digests.sha256(graph), graph.length));
    Download.into(models, hub.client())
        .run(FakeHub.REPOSITORY, "main", Variant.FP32, DownloadProgress.NONE);
    assertThat(hub.seen())
        .filteredOn(seen -> seen.method().equals("GET") && seen.path().contains("/resolve/"))
        .isNotEmpty()
        .allMatch(seen -> seen.path().contains("/resolve/" + FakeHub.COMMIT + "/"));
  }

  @Test
  void graphThatIsNotTheListedOneIsRefused() {
    hub.large("onnx/model.onnx", bytes(100_000, 8));
    hub.small("README.md", "# A model".getBytes(StandardCharsets.UTF_8));
    hub.small("tokenizer.json", "{}".getBytes(StandardCharsets.UTF_8));
    hub.list(list(Digests.sha256(bytes(100_000, 7)), 100_000));
    assertThatThrownBy(
            () ->
                Download.into(models, hub.client())
                    .run(FakeHub.REPOSITORY, "main", Variant.FP32, DownloadProgress.NONE))
        .isInstanceOf(BrokenModel.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "<html>", ""})
  void whatIsNoListIsRefused(String list) {
    hub.list(list);
    assertThatThrownBy(
            () ->
                Download.into(models, hub.client())
                    .run(FakeHub.REPOSITORY, "main", Variant.FP32, DownloadProgress.NONE))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("list of owner/clip@main");
  }

  @ParameterizedTest
  @ValueSource(strings = {"clip", "a/b/c", "../clip", "a/.."})
  void nameThatIsNoRepositoryIsRefused(String name) {
    assertThatThrownBy(
            () ->
                Download.into(models, hub.client())
                    .run(name, "main", Variant.FP32, DownloadProgress.NONE))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("owner/name");
  }

  @Test
  void unreachableHubIsToldBeforeThereIsAList() {
    hub.close();
    assertThatThrownBy(
            () ->
                Download.into(models, hub.client())
                    .run(FakeHub.REPOSITORY, "main", Variant.FP32, DownloadProgress.NONE))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining(hub.base() + ": cannot be reached")
        .hasMessageContaining("pictor models add");
  }

  private static String list(String sha256, int length) {
    return """
    [{"type":"directory","path":"onnx","oid":"1"},
     {"type":"file","path":"README.md","oid":"2","size":9},
     {"type":"file","path":"onnx/model.onnx","oid":"3","size":134,
      "lfs":{"oid":"%s","size":%d,"pointerSize":134}},
     {"type":"file","path":"tokenizer.json","oid":"4","size":2}]"""
        .formatted(sha256, length);
  }
}
