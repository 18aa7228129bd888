package dev.pictor.langchain4j;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.EmbeddingStoreWithRemovalIT;
import dev.pictor.Pictor;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// LangChain4j's own tests of removing, against a namespace of its own.
class ContractRemovalTest extends EmbeddingStoreWithRemovalIT {

  @TempDir private static Path folder;
  private static Pictor pictor;
  private static PictorEmbeddingModel model;
  private static PictorEmbeddingStore store;

  @BeforeAll
  static void open() {
    pictor = Pictor.open(folder);
    model = new PictorEmbeddingModel(pictor);
    store =
        PictorEmbeddingStore.builder()
            .pictor(pictor)
            .collection("segments")
            .namespace("removal")
            .model(model)
            .build();
  }

  @AfterAll
  static void close() {
    pictor.close();
  }

  @BeforeEach
  void empty() {
    store.removeAll();
  }

  @Override
  protected EmbeddingStore<TextSegment> embeddingStore() {
    return store;
  }

  @Override
  protected EmbeddingModel embeddingModel() {
    return model;
  }
}
