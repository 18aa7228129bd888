package dev.pictor.langchain4j;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.EmbeddingStoreWithFilteringIT;
import dev.pictor.Pictor;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// LangChain4j's own tests of stores with metadata and filters.
class ContractStoreTest extends EmbeddingStoreWithFilteringIT {

  @TempDir private static Path folder;
  private static Pictor pictor;
  private static PictorEmbeddingModel model;
  private static PictorEmbeddingStore store;

  @BeforeAll
  static void open() {
    pictor = Pictor.open(folder);
    model = new PictorEmbeddingModel(pictor);
    store = PictorEmbeddingStore.builder().pictor(pictor).collection("segments").build();
  }

  @AfterAll
  static void close() {
    pictor.close();
  }

  @Override
  protected EmbeddingStore<TextSegment> embeddingStore() {
    return store;
  }

  @Override
  protected EmbeddingModel embeddingModel() {
    return model;
  }

  @Override
  protected void clearStore() {
    store.removeAll();
  }

  @Override
  protected boolean supportsContains() {
    return true;
  }
}
