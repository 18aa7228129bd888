package dev.pictor.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import dev.pictor.models.Layout.Graphs;
import dev.pictor.models.Layout.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutFinderTest {

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          onnx/vision_model.onnx onnx/text_model.onnx onnx/model.onnx config.json        | any  | TRANSFORMERS | onnx/vision_model.onnx + onnx/text_model.onnx
          onnx/model.onnx onnx/model_fp16.onnx config.json                               | any  | TRANSFORMERS | onnx/model.onnx
          model.onnx model.onnx_data config.json                                         | any  | TRANSFORMERS | model.onnx
          onnx/vision_model_fp16.onnx onnx/text_model_fp16.onnx config.json              | any  | TRANSFORMERS | onnx/vision_model_fp16.onnx + onnx/text_model_fp16.onnx
          onnx/model.onnx onnx/vision_model_quantized.onnx onnx/text_model_quantized.onnx config.json | int8 | TRANSFORMERS | onnx/vision_model_quantized.onnx + onnx/text_model_quantized.onnx
          onnx/model.onnx onnx/model_int8.onnx onnx/model_q4.onnx config.json                        | int8 | TRANSFORMERS | onnx/model_int8.onnx
          onnx/s0/vision_model.onnx onnx/s0/text_model.onnx config.json                  | any  | TRANSFORMERS | onnx/s0/vision_model.onnx + onnx/s0/text_model.onnx
          visual/model.onnx textual/model.onnx config.json visual/preprocess_cfg.json    | any  | IMMICH       | visual/model.onnx + textual/model.onnx
          visual.onnx textual.onnx                                                       | any  | ROBOFLOW     | visual.onnx + textual.onnx
          clip/ViT-B-32/visual.onnx clip/ViT-B-32/textual.onnx                           | any  | ROBOFLOW     | visual.onnx + textual.onnx
          visual.onnx textual.onnx open_clip_config.json                                 | any  | OPEN_CLIP    | visual.onnx + textual.onnx
          picture.onnx text.onnx config.json                                             | any  | OPEN_CLIP    | picture.onnx + text.onnx
          image.onnx text.onnx preprocess_cfg.json                                       | any  | OPEN_CLIP    | image.onnx + text.onnx
          """)
  void aLayoutIsKnownByItsFiles(String files, String variant, Kind kind, String graphs)
      throws IOException {
    SourceFiles source = source(files);
    Layout layout =
        LayoutFinder.find(
            source, variant.equals("any") ? Optional.empty() : Optional.of(Variant.parse(variant)));
    assertThat(layout.kind()).isEqualTo(kind);
    assertThat(
            switch (layout.graphs()) {
              case Graphs.Split(Path picture, Path text) ->
                  name(source, picture) + " + " + name(source, text);
              case Graphs.Joint(Path both) -> name(source, both);
            })
        .isEqualTo(graphs);
  }

  @Test
  void severalModelsAreNotChosenAmong() throws IOException {
    SourceFiles source =
        source(
            "onnx/s0/vision_model.onnx onnx/s0/text_model.onnx onnx/s2/vision_model.onnx"
                + " onnx/s2/text_model.onnx config.json");
    assertThatThrownBy(() -> LayoutFinder.find(source, Optional.empty()))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("several models, in [onnx/s0/, onnx/s2/]");
  }

  private SourceFiles source(String files) throws IOException {
    for (String file : files.split(" ", -1)) {
      Path path = temp.resolve(file);
      Files.createDirectories(path.resolveSibling("."));
      Files.writeString(path, "");
    }
    return SourceFiles.of(temp);
  }

  private static String name(SourceFiles source, Path file) {
    return source.root().relativize(file).toString().replace('\\', '/');
  }
}
