package dev.pictor.models;

import dev.pictor.clip.GraphSignature;
import dev.pictor.clip.GraphSignature.Numbers;
import dev.pictor.clip.GraphSignature.Port;
import dev.pictor.error.InvalidRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds the inputs and the vector of a tower among what its graph says of itself.
final class TowerPorts {

  private static final List<String> PICTURE_VECTORS =
      List.of(
          "image_embeds",
          "image_embedding",
          "image_embeddings",
          "image_features",
          "unnorm_image_features",
          "l2norm_image_embeddings");

  private static final List<String> TEXT_VECTORS =
      List.of(
          "text_embeds",
          "text_embedding",
          "text_embeddings",
          "text_features",
          "unnorm_text_features",
          "l2norm_text_embeddings");

  private static final Set<String> STATES =
      Set.of("pooler_output", "last_hidden_state", "hidden_states");

  private final Path graph;
  private final GraphSignature signature;
  private final boolean pooledIsJoint;

  /// @param graph for messages
  /// @param pooledIsJoint whether the pooled state is the vector, as in SigLIP, which projects
  ///   nothing
  TowerPorts(Path graph, GraphSignature signature, boolean pooledIsJoint) {
    this.graph = graph;
    this.signature = signature;
    this.pooledIsJoint = pooledIsJoint;
  }

  /// The one input of a picture tower.
  Port picture() {
    List<Port> inputs = signature.inputs();
    if (inputs.size() != 1 || !isPicture(inputs.getFirst())) {
      throw new InvalidRequest(
          ("%s: inputs %s (expected: one, float of [batch, 3, height, width]). Export the picture"
                  + " tower alone.")
              .formatted(graph, inputs));
    }
    return inputs.getFirst();
  }

  /// The inputs of a text tower: token ids, then an attention mask, then token types, as far as it
  /// has them.
  List<Port> texts() {
    Optional<Port> ids = Optional.empty();
    Optional<Port> mask = Optional.empty();
    Optional<Port> types = Optional.empty();
    for (Port input : signature.inputs()) {
      boolean tokens =
          input.shape().size() == 2
              && (input.numbers() == Numbers.INT32 || input.numbers() == Numbers.INT64);
      if (tokens && mask.isEmpty() && input.name().contains("mask")) {
        mask = Optional.of(input);
      } else if (tokens && types.isEmpty() && input.name().contains("type")) {
        types = Optional.of(input);
      } else if (tokens && ids.isEmpty() && !input.name().contains("position")) {
        ids = Optional.of(input);
      } else {
        throw new InvalidRequest(
            ("%s: input %s (expected: token ids, an attention mask and token types at most, int32"
                    + " or int64 of [batch, tokens]). Export the text tower with these inputs.")
                .formatted(graph, input));
      }
    }
    if (ids.isEmpty() || (types.isPresent() && mask.isEmpty())) {
      throw new InvalidRequest(
          "%s: inputs %s (expected: token ids, then attention mask, then token types)"
              .formatted(graph, signature.inputs()));
    }
    List<Port> found = new ArrayList<>(List.of(ids.get()));
    mask.ifPresent(found::add);
    types.ifPresent(found::add);
    return found;
  }

  Port pictureVector() {
    return vector(PICTURE_VECTORS);
  }

  Port textVector() {
    return vector(TEXT_VECTORS);
  }

  /// The output of a graph of both towers that is one's vector, by its name alone.
  static Optional<Port> named(GraphSignature joint, boolean picture) {
    List<String> names = picture ? PICTURE_VECTORS : TEXT_VECTORS;
    return names.stream()
        .flatMap(name -> joint.outputs().stream().filter(output -> output.name().equals(name)))
        .findFirst();
  }

  private Port vector(List<String> names) {
    for (String name : names) {
      for (Port output : signature.outputs()) {
        if (output.name().equals(name)) {
          return output;
        }
      }
    }
    List<Port> candidates =
        signature.outputs().stream()
            .filter(output -> output.shape().size() == 2)
            .filter(output -> isFloat(output.numbers()))
            .filter(output -> pooledIsJoint || !STATES.contains(output.name()))
            .toList();
    if (candidates.size() == 1) {
      return candidates.getFirst();
    }
    throw new InvalidRequest(
        candidates.isEmpty() ? noVector(names) : severalVectors(candidates, names));
  }

  private String noVector(List<String> names) {
    return ("%s: outputs %s (expected: %s, or one of [batch, dimension]). A pooled or hidden state is"
            + " no vector that pictures and texts share: export the tower with its projection.")
        .formatted(graph, signature.outputs(), names.getFirst());
  }

  private String severalVectors(List<Port> candidates, List<String> names) {
    return "%s: outputs %s (expected: one vector, or one with the name %s)"
        .formatted(graph, candidates, names.getFirst());
  }

  private static boolean isPicture(Port port) {
    return port.shape().size() == 4
        && isFloat(port.numbers())
        && (port.shape().get(1) < 0 || port.shape().get(1) == 3);
  }

  private static boolean isFloat(Numbers numbers) {
    return numbers == Numbers.FLOAT32 || numbers == Numbers.FLOAT16;
  }
}
