package dev.pictor.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.clip.ModelManifest.Padding;
import dev.pictor.clip.ModelManifest.PictureTower;
import dev.pictor.clip.ModelManifest.Pooling;
import dev.pictor.clip.ModelManifest.Resize;
import dev.pictor.clip.ModelManifest.TextEncoderFiles;
import dev.pictor.clip.ModelManifest.TextTower;
import dev.pictor.error.BrokenModel;
import dev.pictor.image.ResampleFilter;
import dev.pictor.token.TextCleaning;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestWriterTest {

  @Test
  void theBundledManifestIsReadBackAsItWasWritten() {
    ModelManifest pocket = ModelCatalog.onClassPath().list().getFirst();
    assertThat(read(ManifestWriter.write(pocket))).isEqualTo(pocket);
  }

  @Test
  void aManifestWithEveryChoiceIsReadBackAsItWasWritten() {
    for (Padding padding :
        List.of(new Padding.None(), new Padding.Longest(0), new Padding.Right(49407))) {
      ModelManifest manifest = manifest(padding);
      assertThat(read(ManifestWriter.write(manifest))).isEqualTo(manifest);
    }
  }

  @Test
  void everyChoiceThatChangesVectorsChangesTheFingerprint() {
    assertThat(
            List.of(
                Fingerprints.of(manifest(new Padding.None())),
                Fingerprints.of(manifest(new Padding.Right(0))),
                Fingerprints.of(manifest(new Padding.Right(49407)))))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "padding" : "none"        | "padding" : "left"         | padding: "left" (expected: none or longest or right)
          "cleaning" : "clip"       | "cleaning" : "soap"        | cleaning: "soap"
          "together" : false        | "together" : true          | together: true (expected: false, because padding is none)
          "resizeTo" : 256          | "resizeTo" : 200           | resizeTo: 200 (expected: a whole number from 224
          "resize" : "centre-crop"  | "resize" : "squash"        | resizeTo: present (expected: none
          "pooling" : "none"        | "pooling" : "cls"          | head: missing (expected: a graph
          "v.onnx_data"             | "w.onnx_data"              | w.onnx_data
          """)
  void aChoiceThatCannotBeIsNamed(String good, String bad, String message) {
    String json =
        new String(ManifestWriter.write(manifest(new Padding.None())), StandardCharsets.UTF_8);
    assertThat(json).contains(good);
    int at = json.indexOf(good);
    String broken = json.substring(0, at) + bad + json.substring(at + good.length());
    assertThatThrownBy(() -> read(broken.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(BrokenModel.class)
        .hasMessageContaining(message);
  }

  private static ModelManifest read(byte[] json) {
    return ManifestCodec.parse(json, "model.json");
  }

  private static ModelManifest manifest(Padding padding) {
    Map<String, String> digests =
        Map.of(
            "v.onnx", "0".repeat(64),
            "t.onnx", "1".repeat(64),
            "tokenizer.json", "2".repeat(64),
            "v.onnx_data", "3".repeat(64));
    TextEncoderFiles encoder =
        new TextEncoderFiles(
            "t.onnx",
            "tokenizer.json",
            digests,
            List.of("input_ids"),
            "text_embeds",
            512,
            Pooling.NONE,
            false,
            false,
            77,
            padding,
            TextCleaning.CLIP,
            !(padding instanceof Padding.None));
    return new ModelManifest(
        "some-clip",
        List.of("ViT-B-32"),
        1,
        512,
        List.of("en"),
        100,
        Optional.empty(),
        new PictureTower(
            "v.onnx",
            "pixel_values",
            "image_embeds",
            224,
            256,
            Resize.CENTRE_CROP,
            ResampleFilter.BILINEAR,
            List.of(1.5, 2.0, 3.0),
            List.of(255.0, 255.0, 255.0),
            Optional.empty()),
        List.of(new TextTower("default", "en", encoder, Optional.empty(), Optional.empty())),
        List.of("v.onnx_data"),
        Map.of("v.onnx", "MIT"),
        digests);
  }
}
