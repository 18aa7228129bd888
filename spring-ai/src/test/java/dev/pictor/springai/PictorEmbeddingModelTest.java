package dev.pictor.springai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.Pictor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingResponse;

class PictorEmbeddingModelTest {

  @Test
  void textsAreAnsweredInTheirOrderWithModelAndTokens(@TempDir Path folder) {
    try (Pictor pictor = Pictor.open(folder)) {
      PictorEmbeddingModel model = new PictorEmbeddingModel(pictor);
      List<String> texts = List.of("red car", "两只鹦鹉", "beach", "red car");
      EmbeddingResponse response = model.embedForResponse(texts);
      assertThat(response.getMetadata().getModel()).isEqualTo("pocket");
      assertThat(response.getMetadata().getUsage().getPromptTokens()).isGreaterThan(8);
      assertThat(response.getResults()).extracting(Embedding::getIndex).containsExactly(0, 1, 2, 3);
      for (int i = 0; i < texts.size(); i++) {
        assertThat(response.getResults().get(i).getOutput()).isEqualTo(model.embed(texts.get(i)));
      }
      assertThat(model.embed(new Document("beach"))).hasSize(model.dimensions());
      assertThat(model.embed(new Document("beach"))).isEqualTo(model.embed("beach"));
    }
  }
}
