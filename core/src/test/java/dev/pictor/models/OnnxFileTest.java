package dev.pictor.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.pictor.clip.GraphSignature;
import dev.pictor.clip.GraphSignature.Port;
import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {

  private static final long[] TOKENS = {49406, 320, 1125, 539, 320, 2368, 49407};

  @TempDir Path temp;
  private Path joint;

  @BeforeEach
  void copy() throws IOException {
    joint = temp.resolve("model.onnx");
    GoldenModels.copy("xenova/onnx/model.onnx", joint);
    GraphSignature signature = GraphSignature.of(joint);
    assertThat(signature.inputs()).hasSize(3);
  }

  @Test
  void aPartOfAGraphGivesExactlyWhatTheWholeGives() throws IOException, OrtException {
    Path picture = part("image_embeds");
    Path text = part("text_embeds");
    try (Inputs inputs = new Inputs()) {
      assertThat(run(picture, inputs.of("pixel_values"), "image_embeds"))
          .containsExactly(run(joint, inputs.all(), "image_embeds"));
      assertThat(run(text, inputs.of("input_ids", "attention_mask"), "text_embeds"))
          .containsExactly(run(joint, inputs.all(), "text_embeds"));
    }
  }

  @Test
  void aPartHasTheInputsAndTheWeightsThatItNeedsAndNoOthers() throws IOException {
    Path picture = part("image_embeds");
    Path text = part("text_embeds");
    assertThat(names(picture)).containsExactly("pixel_values");
    assertThat(names(text)).containsExactlyInAnyOrder("input_ids", "attention_mask");
    assertThat(Files.size(picture) + Files.size(text))
        .isBetween(Files.size(joint) * 9 / 10, Files.size(joint) * 11 / 10);
  }

  @Test
  void weightsInASideFileStayThere() throws IOException, OrtException {
    OnnxEdit.moveWeights(joint, "weights.bin", temp.resolve("weights.bin"));
    try (OnnxFile file = OnnxFile.open(joint)) {
      assertThat(file.sideFiles()).containsExactly("weights.bin");
    }
    Path picture = part("image_embeds");
    assertThat(Files.size(picture)).isLessThan(Files.size(joint));
    try (Inputs inputs = new Inputs()) {
      assertThat(run(picture, inputs.of("pixel_values"), "image_embeds"))
          .containsExactly(run(joint, inputs.all(), "image_embeds"));
    }
  }

  @Test
  void weightsMovedBesideAGraphGiveExactlyTheSameVectors() throws IOException, OrtException {
    Path light = temp.resolve("light.onnx");
    try (OnnxFile file = OnnxFile.open(joint)) {
      long movable = file.movableBytes();
      file.writeWithWeightsBeside(light, temp.resolve("light.onnx_data"));
      assertThat(movable).isGreaterThan(Files.size(joint) / 2);
      assertThat(Files.size(temp.resolve("light.onnx_data"))).isGreaterThanOrEqualTo(movable);
      assertThat(Files.size(light)).isLessThan(Files.size(joint) - movable + movable / 10);
    }
    try (OnnxFile file = OnnxFile.open(light)) {
      assertThat(file.sideFiles()).containsExactly("light.onnx_data");
      assertThat(file.movableBytes()).isZero();
    }
    try (Inputs inputs = new Inputs()) {
      for (String output : List.of("image_embeds", "text_embeds")) {
        assertThat(run(light, inputs.all(), output))
            .containsExactly(run(joint, inputs.all(), output));
      }
    }
  }

  /// `y = if c then x + w else x`, where the branches read `x` and `w` from around them.
  @Test
  void whatAnInnerGraphReadsFromOutsideIsKept() throws IOException, OrtException {
    byte[] then =
        OnnxEdit.join(
            OnnxEdit.bytes(1, OnnxEdit.node("Add", List.of("x", "w"), List.of("a"))),
            OnnxEdit.text(2, "then"),
            OnnxEdit.bytes(12, OnnxEdit.port("a", OnnxEdit.FLOAT, 2)));
    byte[] otherwise =
        OnnxEdit.join(
            OnnxEdit.bytes(1, OnnxEdit.node("Identity", List.of("x"), List.of("b"))),
            OnnxEdit.text(2, "else"),
            OnnxEdit.bytes(12, OnnxEdit.port("b", OnnxEdit.FLOAT, 2)));
    byte[] choice =
        OnnxEdit.node(
            "If",
            List.of("c"),
            List.of("y"),
            OnnxEdit.bytes(5, attribute("then_branch", then)),
            OnnxEdit.bytes(5, attribute("else_branch", otherwise)));
    byte[] graph =
        OnnxEdit.join(
            OnnxEdit.bytes(1, OnnxEdit.node("Neg", List.of("u"), List.of("w"))),
            OnnxEdit.bytes(1, OnnxEdit.node("Neg", List.of("unused"), List.of("z"))),
            OnnxEdit.bytes(1, OnnxEdit.node("Cast", List.of("k"), List.of("c"), cast())),
            OnnxEdit.bytes(1, choice),
            OnnxEdit.text(2, "graph"),
            OnnxEdit.bytes(11, OnnxEdit.port("x", OnnxEdit.FLOAT, 2)),
            OnnxEdit.bytes(11, OnnxEdit.port("u", OnnxEdit.FLOAT, 2)),
            OnnxEdit.bytes(11, OnnxEdit.port("k", OnnxEdit.FLOAT)),
            OnnxEdit.bytes(11, OnnxEdit.port("unused", OnnxEdit.FLOAT, 2)),
            OnnxEdit.bytes(12, OnnxEdit.port("y", OnnxEdit.FLOAT, 2)),
            OnnxEdit.bytes(12, OnnxEdit.port("z", OnnxEdit.FLOAT, 2)));
    Files.write(joint, OnnxEdit.model(graph));
    Path part = part("y");
    assertThat(names(part)).containsExactlyInAnyOrder("x", "u", "k");
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OnnxTensor x = OnnxTensor.createTensor(environment, new float[] {1, 2});
        OnnxTensor u = OnnxTensor.createTensor(environment, new float[] {10, 20});
        OnnxTensor k = OnnxTensor.createTensor(environment, 1f)) {
      assertThat(run(part, Map.of("x", x, "u", u, "k", k), "y")).containsExactly(-9f, -18f);
    }
  }

  @Test
  void aDamagedFileIsRefusedOrReadAndNeverAnythingElse() throws IOException {
    byte[] whole = Files.readAllBytes(joint);
    Random random = new Random(11);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] damaged = Arrays.copyOf(whole, i % 2 == 0 ? random.nextInt(whole.length) : 4000);
      for (int j = 0; j < 20 && damaged.length > 0; j++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      Files.write(joint, damaged);
      try (OnnxFile file = OnnxFile.open(joint)) {
        file.sideFiles();
      } catch (InvalidRequest e) {
        refused++;
        assertThat(e).hasMessageContaining("model.onnx").hasMessageContaining("not an ONNX graph");
      }
    }
    assertThat(refused).isGreaterThan(200);
  }

  @Test
  void whatIsNoGraphIsRefusedByName() throws IOException {
    Files.writeString(joint, "version https://git-lfs.github.com/spec/v1");
    assertThatThrownBy(() -> OnnxFile.open(joint))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("model.onnx: not an ONNX graph");
  }

  private static byte[] attribute(String name, byte[] graph) {
    return OnnxEdit.join(OnnxEdit.text(1, name), OnnxEdit.bytes(6, graph), OnnxEdit.whole(20, 5));
  }

  private static byte[] cast() {
    return OnnxEdit.bytes(
        5, OnnxEdit.join(OnnxEdit.text(1, "to"), OnnxEdit.whole(3, 9), OnnxEdit.whole(20, 2)));
  }

  private Path part(String output) throws IOException {
    Path part = temp.resolve(output + ".onnx");
    try (OnnxFile file = OnnxFile.open(joint)) {
      file.writePart(output, part);
    }
    return part;
  }

  private static List<String> names(Path graph) {
    return GraphSignature.of(graph).inputs().stream().map(Port::name).toList();
  }

  private static float[] run(Path graph, Map<String, OnnxTensor> inputs, String output)
      throws OrtException {
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(graph.toString());
        OrtSession.Result result = session.run(inputs, Set.of(output))) {
      FloatBuffer floats = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] values = new float[floats.remaining()];
      floats.get(values);
      return values;
    }
  }

  /// A picture of noise and a text, as both graphs take them.
  private static final class Inputs implements AutoCloseable {
    private final Map<String, OnnxTensor> tensors = new HashMap<>();

    Inputs() throws OrtException {
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      float[] pixels = new float[3 * 224 * 224];
      Random random = new Random(3);
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (float) random.nextGaussian();
      }
      long[] mask = new long[TOKENS.length];
      Arrays.fill(mask, 1);
      long[] shape = {1, TOKENS.length};
      tensors.put(
          "pixel_values",
          OnnxTensor.createTensor(
              environment, FloatBuffer.wrap(pixels), new long[] {1, 3, 224, 224}));
      tensors.put(
          "input_ids", OnnxTensor.createTensor(environment, LongBuffer.wrap(TOKENS), shape));
      tensors.put(
          "attention_mask", OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape));
    }

    Map<String, OnnxTensor> all() {
      return tensors;
    }

    Map<String, OnnxTensor> of(String... names) {
      Map<String, OnnxTensor> some = new HashMap<>(tensors);
      some.keySet().retainAll(List.of(names));
      return some;
    }

    @Override
    public void close() {
      tensors.values().forEach(OnnxTensor::close);
    }
  }
}
