package dev.pictor.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.NotFound;
import dev.pictor.models.KnownModel.ModelFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/// The catalogue that comes with the program, and the page that shows it.
class KnownModelsTest {

  static final List<KnownModel> MODELS = KnownModels.all();

  @Test
  void issueNamesTheseModels() {
    assertThat(MODELS)
        .extracting(KnownModel::name)
        .containsExactly(
            "clip-vit-b-32",
            "clip-vit-b-16",
            "clip-vit-l-14",
            "clip-vit-l-14-336",
            "laion-vit-b-32",
            "xlm-roberta-vit-b-32",
            "chinese-clip-vit-b-16",
            "siglip2-base",
            "mobileclip2-s0",
            "mobileclip2-s2",
            "jina-clip-v2");
  }

  @ParameterizedTest
  @FieldSource("MODELS")
  void everyVariantHasGraphsTokenizerAndDescription(KnownModel model) {
    for (Variant variant : model.variants()) {
      Set<String> names =
          model.files(variant).stream().map(ModelFile::saveAs).collect(Collectors.toSet());
      assertThat(names).as("%s %s", model.name(), variant).hasSize(model.files(variant).size());
      assertThat(names).anyMatch(name -> name.endsWith("tokenizer.json"));
      assertThat(names)
          .anyMatch(name -> name.matches("(visual/)?preprocess(or_config|_cfg)\\.json"));
      assertThat(names.stream().filter(name -> name.endsWith(".onnx")))
          .as("%s %s", model.name(), variant)
          .hasSize(model.layout().equals("transformers-joint") ? 1 : 2);
    }
  }

  @ParameterizedTest
  @FieldSource("MODELS")
  void graphsAreNeverOptionalAndBelongToVariants(KnownModel model) {
    assertThat(model.files())
        .filteredOn(file -> file.path().contains(".onnx"))
        .isNotEmpty()
        .noneMatch(ModelFile::optional)
        .noneMatch(file -> file.variants().isEmpty());
  }

  @Test
  void noTwoFilesShareADigest() {
    Set<String> digests = new HashSet<>();
    for (KnownModel model : MODELS) {
      for (ModelFile file : model.files()) {
        file.sha256().ifPresent(digest -> assertThat(digests.add(digest)).as(digest).isTrue());
      }
    }
  }

  @Test
  void licencesThatForbidCommercialUseAreMarked() {
    assertThat(MODELS)
        .filteredOn(model -> !model.commercialUse())
        .extracting(KnownModel::name)
        .containsExactly("mobileclip2-s0", "mobileclip2-s2", "jina-clip-v2");
  }

  @ParameterizedTest
  @CsvSource({
    "ViT-B-32, clip-vit-b-32",
    "ViT-B-16, clip-vit-b-16",
    "ViT-L-14, clip-vit-l-14",
    "ViT-L-14-336px, clip-vit-l-14-336",
    "ViT-L-14-336, clip-vit-l-14-336",
    "vit-b/32, clip-vit-b-32",
    "openai/clip-vit-base-patch32, clip-vit-b-32",
    "Xenova/clip-vit-base-patch32, clip-vit-b-32",
    "SIGLIP2-BASE, siglip2-base",
    "MobileCLIP2-S0, mobileclip2-s0"
  })
  void modelIsFoundByEachOfItsNames(String asked, String name) {
    assertThat(KnownModels.get(asked).name()).isEqualTo(name);
  }

  @Test
  void unknownNameTellsTheKnownOnes() {
    assertThat(KnownModels.find("RN50")).isEmpty();
    assertThatThrownBy(() -> KnownModels.get("RN50"))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("model: RN50 (expected: clip-vit-b-32, ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"version\":2,\"models\":[]}                              | version",
        "{\"version\":1,\"models\":[]}                              | models: none",
        "{\"version\":1,\"models\":[{\"name\":\"a\",\"size\":1}]}   | a: size: unknown field",
        "{\"version\":1,\"models\":[{\"name\":\"A b\"}]}            | name: A b",
        "nonsense                                                   | not JSON",
      })
  void damagedCatalogueIsRefused(String json, String complaint) {
    assertThatThrownBy(
            () -> KnownModelsCodec.parse(json.strip().getBytes(StandardCharsets.UTF_8), "x.json"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("x.json")
        .hasMessageContaining(complaint.strip());
  }

  @Test
  void pageShowsTheCatalogueAsItIs() throws IOException {
    List<String> page = Files.readAllLines(Path.of("..", "docs", "models.md"));
    assertThat(page).containsSubsequence(MODELS.stream().map(KnownModelsTest::row).toList());
    assertThat(page.stream().filter(line -> line.startsWith("| `") && line.contains(" GB")))
        .hasSize(MODELS.size());
  }

  private static String row(KnownModel model) {
    return "| `%s` | %d | %s | %s | %s | %s |"
        .formatted(
            model.name(),
            model.dimension(),
            String.join(", ", model.languages()),
            model.licence() + (model.commercialUse() ? "" : " (not commercial)"),
            model.variants().stream()
                .map(variant -> variant.wireName() + size(model.bytes(variant)))
                .collect(Collectors.joining(", ")),
            model.purpose());
  }

  private static String size(OptionalLong bytes) {
    return String.format(Locale.ROOT, " %.1f GB", (double) bytes.orElseThrow() / 1e9);
  }
}
