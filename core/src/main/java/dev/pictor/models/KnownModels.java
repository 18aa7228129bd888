package dev.pictor.models;

import dev.pictor.error.NotFound;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The models that can be asked for by name. They come with the program, in `known-models.json`.
public final class KnownModels {

  private static final String RESOURCE = "known-models.json";

  private KnownModels() {}

  /// Read once, when it is first asked for.
  private static final class Bundled {
    static final List<KnownModel> MODELS = KnownModelsCodec.parse(resource(), RESOURCE);
  }

  /// All of them, in the order in which they are shown.
  public static List<KnownModel> all() {
    return Bundled.MODELS;
  }

  /// The model that is called `name`, or has it among its further names, or lies in the repository
  /// of that name.
  public static Optional<KnownModel> find(String name) {
    return all().stream()
        .filter(model -> model.name().equalsIgnoreCase(name))
        .findFirst()
        .or(() -> all().stream().filter(model -> model.isCalled(name)).findFirst());
  }

  /// @throws NotFound naming the models there are
  public static KnownModel get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new NotFound(
                    "model: %s (expected: %s; or a repository of the hub as owner/name)"
                        .formatted(
                            name,
                            all().stream()
                                .map(KnownModel::name)
                                .collect(Collectors.joining(", ")))));
  }

  private static byte[] resource() {
    try (InputStream in = KnownModels.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing on the class path");
      }
      return in.readAllBytes();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
