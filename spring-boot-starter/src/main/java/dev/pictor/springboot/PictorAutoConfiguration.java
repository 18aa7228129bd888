package dev.pictor.springboot;

import dev.pictor.Pictor;
import dev.pictor.PictorConfig;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/// A [Pictor] over the data folder of the settings, and the indexing of their photos.
@AutoConfiguration
@EnableConfigurationProperties(PictorProperties.class)
public class PictorAutoConfiguration {

  /// Closed with the application.
  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean
  Pictor pictor(PictorProperties settings) {
    return Pictor.open(PictorConfig.of(settings.data()).withModel(settings.model()));
  }

  @Bean
  @ConditionalOnMissingBean
  PhotoIndexing photoIndexing(Pictor pictor, PictorProperties settings) {
    return new PhotoIndexing(pictor, settings);
  }
}
