package dev.pictor.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pictor.Pictor;
import dev.pictor.files.DataFolder;
import dev.pictor.library.IndexProgress;
import dev.pictor.springai.PictorEmbeddingModel;
import dev.pictor.springai.PictorVectorStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.vectorstore.SimpleVectorStore;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class AutoConfigurationTest {

  private static final Path KODAK =
      Path.of("..", "examples", "photos", "kodak").toAbsolutePath().normalize();

  @TempDir private Path folder;
  private Path photos;
  private ApplicationContextRunner runner;

  @BeforeEach
  void prepare() throws IOException {
    photos = Files.createDirectories(folder.resolve("photos"));
    Files.copy(KODAK.resolve("kodim23.jpg"), photos.resolve("kodim23.jpg"));
    runner =
        new ApplicationContextRunner()
            .withConfiguration(
                AutoConfigurations.of(
                    PictorAutoConfiguration.class,
                    PictorSpringAiAutoConfiguration.class,
                    PictorHealthAutoConfiguration.class,
                    PictorMetricsAutoConfiguration.class))
            .withPropertyValues("pictor.data=" + folder.resolve("data"));
  }

  @Test
  void thereArePictorModelAndStoreAndTheFolderIsFreeAfterwards() {
    runner.run(
        context -> {
          assertThat(context).hasSingleBean(Pictor.class);
          assertThat(context).hasSingleBean(PictorEmbeddingModel.class);
          VectorStore store = context.getBean(VectorStore.class);
          assertThat(store).isInstanceOf(PictorVectorStore.class);
          store.add(List.of(new Document("red dress")));
          assertThat(Objects.requireNonNull(store.similaritySearch("a dress"))).hasSize(1);
          assertThat(context.getBean(Pictor.class).collections()).containsExactly("documents");
          assertThat(DataFolder.holder(folder.resolve("data"))).isPresent();
        });
    assertThat(DataFolder.holder(folder.resolve("data"))).isEmpty();
  }

  @Test
  void thePhotosOfTheSettingsAreIndexedAtTheStartAndTheHealthSaysSo() {
    runner
        .withPropertyValues("pictor.photos=" + photos, "pictor.collection=birds")
        .run(
            context -> {
              await()
                  .atMost(Duration.ofMinutes(2))
                  .until(
                      () ->
                          context
                              .getBean(PhotoIndexing.class)
                              .progress()
                              .map(IndexProgress::phase)
                              .filter(IndexProgress.Phase.FINISHED::equals)
                              .isPresent());
              Pictor pictor = context.getBean(Pictor.class);
              assertThat(pictor.collection("birds").size()).isEqualTo(1);
              Health health = health(context.getBean(HealthIndicator.class));
              assertThat(health.getStatus()).isEqualTo(Status.UP);
              assertThat(health.getDetails())
                  .containsEntry("model", "pocket")
                  .containsEntry("modelState", "ready")
                  .containsEntry("collections", 1);
              assertThat(health.getDetails().get("indexing")).asString().contains("FINISHED");
            });
  }

  private static Health health(HealthIndicator indicator) {
    return Objects.requireNonNull(indicator.health());
  }

  @Test
  void aFolderThatIsNotThereIsToldByTheHealthAndLeavesTheApplicationUp() {
    runner
        .withPropertyValues("pictor.photos=" + folder.resolve("missing"))
        .run(
            context -> {
              await()
                  .atMost(Duration.ofMinutes(2))
                  .until(() -> context.getBean(PhotoIndexing.class).failure().isPresent());
              Health health = health(context.getBean(HealthIndicator.class));
              assertThat(health.getStatus()).isEqualTo(Status.DOWN);
              assertThat(health.getDetails().get("indexingFailure")).asString().contains("missing");
            });
  }

  @Test
  void nothingIsIndexedAndNoModelLoadedUntilItIsAskedFor() {
    runner
        .withPropertyValues("pictor.photos=" + photos, "pictor.index-on-start=false")
        .run(
            context -> {
              assertThat(health(context.getBean(HealthIndicator.class)).getDetails())
                  .containsEntry("modelState", "not loaded");
              PhotoIndexing indexing = context.getBean(PhotoIndexing.class);
              assertThat(indexing.progress()).isEmpty();
              indexing.index();
              await()
                  .atMost(Duration.ofMinutes(2))
                  .until(
                      () ->
                          indexing
                              .progress()
                              .filter(each -> each.phase() == IndexProgress.Phase.FINISHED)
                              .isPresent());
            });
  }

  @Test
  void metersCountTextsAndRecords() {
    runner.run(
        context -> {
          MeterRegistry registry = new SimpleMeterRegistry();
          context.getBean(MeterBinder.class).bindTo(registry);
          assertThat(registry.get("pictor.embedder.texts").functionCounter().count()).isZero();
          context.getBean(VectorStore.class).add(List.of(new Document("a"), new Document("b")));
          assertThat(
                  registry
                      .get("pictor.embedder.texts")
                      .tag("model", "pocket")
                      .functionCounter()
                      .count())
              .isEqualTo(2);
          assertThat(registry.get("pictor.records").gauge().value()).isEqualTo(2);
          assertThat(registry.get("pictor.collections").gauge().value()).isEqualTo(1);
          assertThat(registry.get("pictor.bytes").gauge().value()).isPositive();
        });
  }

  @Test
  void withoutSpringAiHealthOrMetricsThereIsThePictorAlone() {
    runner
        .withClassLoader(
            new FilteredClassLoader(
                PictorVectorStore.class, HealthIndicator.class, MeterBinder.class))
        .run(
            context -> {
              assertThat(context).hasSingleBean(Pictor.class);
              assertThat(context).doesNotHaveBean(VectorStore.class);
              assertThat(context).doesNotHaveBean("pictorHealthIndicator");
              assertThat(context).doesNotHaveBean("pictorMeters");
            });
    runner
        .withPropertyValues("management.health.pictor.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(HealthIndicator.class));
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnStore {
    @Bean
    VectorStore ownStore(EmbeddingModel model) {
      return SimpleVectorStore.builder(model).build();
    }
  }

  @Test
  void anApplicationsOwnStoreIsUsedInPlaceOfPictors() {
    runner
        .withUserConfiguration(OwnStore.class)
        .run(
            context -> {
              assertThat(context).hasSingleBean(VectorStore.class);
              assertThat(context).doesNotHaveBean(PictorVectorStore.class);
            });
  }

  @Test
  void theStoreIsWhatTheSettingsSay() {
    runner
        .withPropertyValues(
            "pictor.vector-store.collection=notes",
            "pictor.vector-store.namespace=mine",
            "pictor.vector-store.text-field=body")
        .run(
            context -> {
              context.getBean(VectorStore.class).add(List.of(new Document("id", "a", Map.of())));
              assertThat(
                      context
                          .getBean(Pictor.class)
                          .catalog()
                          .get("notes")
                          .namespace("mine")
                          .fetch(List.of("id"))
                          .getFirst()
                          .metadata()
                          .text("body"))
                  .contains("a");
            });
  }

  @Test
  void aModelThatIsNotInstalledEndsTheStartAndIsNamed() {
    runner
        .withPropertyValues("pictor.model=no-such")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("no-such")
                    .hasMessageContaining("pocket"));
  }

  @Test
  void everySettingIsDescribedForEditors() throws IOException {
    String described;
    try (InputStream in =
        PictorProperties.class.getResourceAsStream(
            "/META-INF/spring-configuration-metadata.json")) {
      described = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    names("pictor.", PictorProperties.class)
        .forEach(name -> assertThat(described).contains("\"" + name + "\""));
  }

  private static Stream<String> names(String prefix, Class<?> settings) {
    return Stream.of(settings.getRecordComponents())
        .flatMap(
            (RecordComponent each) -> {
              String name = prefix + kebab(each.getName());
              return each.getType().isRecord()
                  ? names(name + ".", each.getType())
                  : Stream.of(name);
            });
  }

  private static String kebab(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
  }
}
