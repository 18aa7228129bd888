package dev.pictor.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.GraphSignature;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// Every layout, from its files to the vectors of PyTorch.
class AddedModelsTest {

  private static final JsonNode EXPECTED = GoldenModels.embeddings();
  private static final double CLOSE = 1e-5;
  private static final double LEAST_COSINE = 0.9998;

  @TempDir Path temp;

  enum Source {
    TRANSFORMERS_SPLIT("transformers.js or Optimum") {
      @Override
      Path make(Path temp) throws IOException {
        return GoldenModels.xenova(temp.resolve("Some CLIP"));
      }
    },
    TRANSFORMERS_JOINT("transformers.js or Optimum") {
      @Override
      Path make(Path temp) throws IOException {
        return GoldenModels.joint(temp.resolve("some-clip"));
      }
    },
    JOINT_WITH_SIDE_FILE("transformers.js or Optimum") {
      @Override
      Path make(Path temp) throws IOException {
        Path folder = GoldenModels.joint(temp.resolve("some-clip"));
        Path onnx = folder.resolve("onnx");
        OnnxEdit.moveWeights(
            onnx.resolve("model.onnx"), "model.onnx_data", onnx.resolve("model.onnx_data"));
        return folder;
      }
    },
    OLD_PREPROCESSOR("transformers.js or Optimum") {
      @Override
      Path make(Path temp) throws IOException {
        Path folder = GoldenModels.xenova(temp.resolve("some-clip"));
        GoldenModels.copy(
            "preprocessor_config-old-form.json", folder.resolve("preprocessor_config.json"));
        return folder;
      }
    },
    WITHOUT_TOKENIZER_JSON("transformers.js or Optimum") {
      @Override
      Path make(Path temp) throws IOException {
        Path folder = GoldenModels.xenova(temp.resolve("some-clip"));
        Files.delete(folder.resolve("tokenizer.json"));
        return folder;
      }
    },
    IMMICH("Immich") {
      @Override
      Path make(Path temp) throws IOException {
        return GoldenModels.immich(temp.resolve("ViT-B-32__some"));
      }
    },
    IMMICH_OLDER("Immich") {
      @Override
      Path make(Path temp) throws IOException {
        Path folder = GoldenModels.immich(temp.resolve("some-clip"));
        OnnxEdit.rename(
            folder.resolve("visual/model.onnx"), Map.of("embedding", "image_embedding"));
        OnnxEdit.rename(
            folder.resolve("textual/model.onnx"), Map.of("embedding", "text_embedding"));
        return folder;
      }
    },
    MULTILINGUAL_INPUTS("Immich") {
      @Override
      Path make(Path temp) throws IOException {
        Path folder = GoldenModels.immich(temp.resolve("some-clip"));
        Path text = folder.resolve("textual/model.onnx");
        OnnxEdit.rename(text, Map.of("text", "input_ids", "embedding", "text_embedding"));
        OnnxEdit.addInput(text, OnnxEdit.port("attention_mask", OnnxEdit.INT32, 1, 77));
        return folder;
      }
    },
    SAME_SIDE_FILE_NAMES("Immich") {
      @Override
      Path make(Path temp) throws IOException {
        Path folder = GoldenModels.immich(temp.resolve("some-clip"));
        for (String tower : List.of("visual", "textual")) {
          Path graph = folder.resolve(tower + "/model.onnx");
          OnnxEdit.moveWeights(graph, "model.data", graph.resolveSibling("model.data"));
        }
        return folder;
      }
    },
    QUANTISED_WHILE_RUNNING("transformers.js or Optimum") {
      @Override
      Path make(Path temp) throws IOException {
        Path folder = GoldenModels.xenova(temp.resolve("some-clip"));
        byte[] unused =
            OnnxEdit.node("DynamicQuantizeLinear", List.of("pixel_values"), List.of("q", "s", "z"));
        OnnxEdit.graph(
            folder.resolve("onnx/vision_model.onnx"),
            graph -> OnnxEdit.join(OnnxEdit.bytes(1, unused), graph));
        return folder;
      }
    },
    ROBOFLOW("Roboflow Inference") {
      @Override
      Path make(Path temp) throws IOException {
        return GoldenModels.roboflow(temp.resolve("cache"));
      }
    },
    ZIP("Roboflow Inference") {
      @Override
      Path make(Path temp) throws IOException {
        return zip(GoldenModels.roboflow(temp.resolve("cache")), temp.resolve("My Model.zip"));
      }
    };

    private final String layout;
    private final long picturesOfARun; // -1: any

    Source(String layout) {
      this.layout = layout;
      boolean one = layout.equals("Immich") || name().startsWith("QUANTISED");
      this.picturesOfARun = one ? 1 : -1;
    }

    abstract Path make(Path temp) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void everyLayoutGivesTheVectorsOfTheReference(Source source) throws IOException {
    ModelInstaller installer = GoldenModels.installer(temp.resolve("models"));
    AddedModel added = installer.add(source.make(temp), AddOptions.none());
    assertThat(added.layout()).isEqualTo(source.layout);
    assertThat(added.alreadyThere()).isFalse();
    assertThat(batch(temp.resolve("models").resolve(added.model().name())))
        .isEqualTo(source.picturesOfARun);
    assertThat(added.model().manifest().logitScale()).isCloseTo(100, within(1e-6));
    assertThat(installer.check(added.model().name()).problems()).isEmpty();
    try (Embedder embedder = GoldenModels.open(installer, added.model().name())) {
      List<DenseVector> pictures = pictures(embedder);
      List<DenseVector> texts = texts(embedder);
      logits(pictures, texts, added.model().manifest().logitScale());
    }
  }

  @Test
  void everyFormatOfPicturesGivesTheVectorOfTheReferenceCrop() throws IOException {
    ModelInstaller installer = GoldenModels.installer(temp.resolve("models"));
    installer.add(GoldenModels.xenova(temp.resolve("clip")), AddOptions.none());
    List<String> lines =
        new String(GoldenModels.picture("crops.tsv"), java.nio.charset.StandardCharsets.UTF_8)
            .lines()
            .skip(1)
            .toList();
    assertThat(lines).hasSizeGreaterThanOrEqualTo(50);
    try (Embedder embedder = GoldenModels.open(installer, "clip")) {
      for (String line : lines) {
        String[] columns = line.split("\t", -1);
        DenseVector crop = picture(embedder, "expected/" + columns[5]);
        DenseVector whole = picture(embedder, "images/" + columns[0]);
        assertThat(Similarity.COSINE.score(whole, crop)).as(line).isGreaterThan(0.9998f);
      }
    }
  }

  private static List<DenseVector> pictures(Embedder embedder) {
    List<DenseVector> crops = new ArrayList<>();
    for (JsonNode each : EXPECTED.required("images")) {
      DenseVector expected = GoldenModels.vector(each.required("torch"));
      String file = each.required("file").stringValue();
      DenseVector crop = picture(embedder, each.required("crop").stringValue());
      assertThat(distance(crop, expected)).as(file).isLessThan(CLOSE);
      DenseVector whole = picture(embedder, file);
      if (file.endsWith(".png")) {
        assertThat(distance(whole, expected)).as(file).isLessThan(CLOSE);
      }
      assertThat((double) Similarity.COSINE.score(whole, expected))
          .as(file)
          .isGreaterThan(LEAST_COSINE);
      crops.add(crop);
    }
    return crops;
  }

  private static List<DenseVector> texts(Embedder embedder) {
    List<DenseVector> texts = new ArrayList<>();
    for (JsonNode each : EXPECTED.required("texts")) {
      String text = each.required("text").stringValue();
      DenseVector vector = embedder.text(text).embedding().vector();
      assertThat(distance(vector, GoldenModels.vector(each.required("torch"))))
          .as(text)
          .isLessThan(CLOSE);
      texts.add(vector);
    }
    return texts;
  }

  private static void logits(List<DenseVector> pictures, List<DenseVector> texts, double scale) {
    for (int i = 0; i < pictures.size(); i++) {
      double[] logits = new double[texts.size()];
      double sum = 0;
      for (int j = 0; j < logits.length; j++) {
        logits[j] = scale * dot(pictures.get(i), texts.get(j));
        assertThat(logits[j]).isCloseTo(number("logits_per_image", i, j), within(1e-3));
        sum += Math.exp(logits[j]);
      }
      for (int j = 0; j < logits.length; j++) {
        assertThat(Math.exp(logits[j]) / sum)
            .isCloseTo(number("softmax_over_texts", i, j), within(1e-3));
      }
    }
  }

  private static long batch(Path bundle) throws IOException {
    try (Stream<Path> all = Files.walk(bundle)) {
      Path picture = all.filter(each -> each.endsWith("picture.onnx")).findFirst().orElseThrow();
      return GraphSignature.of(picture).inputs().getFirst().shape().getFirst();
    }
  }

  private static double number(String table, int row, int column) {
    return EXPECTED.required(table).required(row).required(column).doubleValue();
  }

  private static DenseVector picture(Embedder embedder, String path) {
    return embedder.image(GoldenModels.picture(path)).embedding().vector();
  }

  private static double dot(DenseVector a, DenseVector b) {
    double sum = 0;
    for (int i = 0; i < a.dimension(); i++) {
      sum += (double) a.get(i) * b.get(i);
    }
    return sum;
  }

  private static double distance(DenseVector a, DenseVector b) {
    assertThat(a.dimension()).isEqualTo(b.dimension());
    double largest = 0;
    for (int i = 0; i < a.dimension(); i++) {
      largest = Math.max(largest, Math.abs((double) a.get(i) - b.get(i)));
    }
    return largest;
  }

  static Path zip(Path folder, Path zip) throws IOException {
    try (OutputStream file = Files.newOutputStream(zip);
        ZipOutputStream out = new ZipOutputStream(file);
        Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(folder.relativize(each).toString().replace('\\', '/')));
        Files.copy(each, out);
      }
    }
    return zip;
  }
}
