package dev.pictor.springboot;

import dev.pictor.Pictor;
import dev.pictor.springai.PictorEmbeddingModel;
import dev.pictor.springai.PictorVectorStore;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/// Spring AI's model and store, when `pictor-spring-ai` is there and the application has none.
@AutoConfiguration(after = PictorAutoConfiguration.class)
@ConditionalOnClass(PictorVectorStore.class)
public class PictorSpringAiAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(EmbeddingModel.class)
  PictorEmbeddingModel pictorEmbeddingModel(Pictor pictor) {
    return new PictorEmbeddingModel(pictor);
  }

  @Bean
  @ConditionalOnMissingBean(VectorStore.class)
  PictorVectorStore pictorVectorStore(
      Pictor pictor,
      EmbeddingModel model,
      PictorProperties settings,
      ObjectProvider<ObservationRegistry> observations) {
    return PictorVectorStore.builder(pictor, model)
        .collection(settings.vectorStore().collection())
        .namespace(settings.vectorStore().namespace())
        .textField(settings.vectorStore().textField())
        .observationRegistry(observations.getIfUnique(() -> ObservationRegistry.NOOP))
        .build();
  }
}
