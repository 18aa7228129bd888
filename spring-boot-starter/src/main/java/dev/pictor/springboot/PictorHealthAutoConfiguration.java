package dev.pictor.springboot;

import dev.pictor.Pictor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/// Pictor's part of an application's health; `management.health.pictor.enabled=false` leaves it
/// out.
@AutoConfiguration(after = PictorAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnEnabledHealthIndicator("pictor")
public class PictorHealthAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(name = "pictorHealthIndicator")
  HealthIndicator pictorHealthIndicator(Pictor pictor, PhotoIndexing indexing) {
    return new PictorHealthIndicator(pictor, indexing);
  }
}
