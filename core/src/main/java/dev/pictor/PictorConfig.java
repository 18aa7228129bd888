package dev.pictor;

import dev.pictor.clip.EmbedderConfig;
import dev.pictor.clip.ModelMemory;
import dev.pictor.image.PictureLimits;
import dev.pictor.library.LibraryConfig;
import java.nio.file.Path;

/// What a [Pictor] is opened with.
///
/// @param data where all state is kept, as a server keeps it; made when it is missing
/// @param model of new collections and of texts and pictures that belong to none: one of the class
///   path, or of the folder `models` below `data`
/// @param embedder how models use the machine
/// @param memory how much of it they take
/// @param pictures the largest pictures that are read
/// @param libraries how folders are indexed
public record PictorConfig(
    Path data,
    String model,
    EmbedderConfig embedder,
    ModelMemory memory,
    PictureLimits pictures,
    LibraryConfig libraries) {

  /// The model that the artefact `pictor-model-pocket` brings.
  public static final String BUNDLED_MODEL = "pocket";

  /// The bundled model, on all cores.
  public static PictorConfig of(Path data) {
    return new PictorConfig(
        data,
        BUNDLED_MODEL,
        EmbedderConfig.defaults(),
        ModelMemory.defaults(),
        PictureLimits.defaults(),
        LibraryConfig.defaults());
  }

  public PictorConfig withModel(String other) {
    return new PictorConfig(data, other, embedder, memory, pictures, libraries);
  }

  public PictorConfig withEmbedder(EmbedderConfig other) {
    return new PictorConfig(data, model, other, memory, pictures, libraries);
  }

  public PictorConfig withPictures(PictureLimits other) {
    return new PictorConfig(data, model, embedder, memory, other, libraries);
  }

  public PictorConfig withLibraries(LibraryConfig other) {
    return new PictorConfig(data, model, embedder, memory, pictures, other);
  }
}
