package dev.pictor.langchain4j;

import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.common.AbstractEmbeddingModelIT;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import dev.pictor.Pictor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// LangChain4j's own tests of embedding models.
class ContractModelTest extends AbstractEmbeddingModelIT {

  private static final Path PARROTS = Path.of("..", "examples", "photos", "kodak", "kodim23.jpg");

  private static Path folder;
  private static Pictor pictor;

  @BeforeAll
  static void open(@TempDir Path fresh) {
    folder = fresh;
    pictor = Pictor.open(folder.resolve("data"));
  }

  @AfterAll
  static void close() {
    pictor.close();
  }

  @Override
  protected List<EmbeddingModel> models() {
    return List.of(new PictorEmbeddingModel(pictor));
  }

  @Override
  protected EmbeddingModel modelWith(EmbeddingModelListener listener) {
    return new PictorEmbeddingModel(pictor, List.of(listener));
  }

  @Override
  protected EmbeddingModel failingModelWith(EmbeddingModelListener listener) {
    Pictor closed = Pictor.open(folder.resolve("closed"));
    closed.close();
    return new PictorEmbeddingModel(closed, List.of(listener));
  }

  /// A text is one text, whether it asks or is asked for.
  @Override
  protected boolean supportsInputTypeParameter() {
    return false;
  }

  @Override
  protected boolean supportsDimensionsParameter() {
    return false;
  }

  /// The framework's own picture would have to be downloaded.
  @Override
  protected ImageContent catImage() {
    try {
      return ImageContent.from(
          Base64.getEncoder().encodeToString(Files.readAllBytes(PARROTS)), "image/jpeg");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
