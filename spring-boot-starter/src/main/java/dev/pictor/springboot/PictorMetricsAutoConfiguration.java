package dev.pictor.springboot;

import dev.pictor.Pictor;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/// Pictor's measures for the registries of an application.
@AutoConfiguration(after = PictorAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
public class PictorMetricsAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(name = "pictorMeters")
  MeterBinder pictorMeters(Pictor pictor) {
    return new PictorMeters(pictor);
  }
}
