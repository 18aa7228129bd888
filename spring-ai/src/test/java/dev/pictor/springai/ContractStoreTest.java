package dev.pictor.springai;

import dev.pictor.Pictor;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.ai.test.vectorstore.BaseVectorStoreTests;
import org.springframework.ai.vectorstore.VectorStore;

/// Spring AI's own tests of stores.
class ContractStoreTest extends BaseVectorStoreTests {

  @TempDir private static Path folder;
  private static Pictor pictor;

  @BeforeAll
  static void open() {
    pictor = Pictor.open(folder);
  }

  @AfterAll
  static void close() {
    pictor.close();
  }

  @Override
  protected void executeTest(Consumer<VectorStore> test) {
    test.accept(PictorVectorStore.builder(pictor, new PictorEmbeddingModel(pictor)).build());
  }
}
