package dev.pictor.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.clip.ModelCatalog;
import dev.pictor.clip.ModelManifest.Padding;
import dev.pictor.clip.ModelManifest.Resize;
import dev.pictor.clip.ModelManifest.TextEncoderFiles;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.token.TextCleaning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelInstallerTest {

  @TempDir Path temp;
  private Path models;
  private ModelInstaller installer;

  @BeforeEach
  void make() {
    models = temp.resolve("data/models");
    installer = new ModelInstaller(models, ModelCatalog.onClassPath());
  }

  @Test
  void anInstalledModelIsDescribed() throws IOException {
    Path source = GoldenModels.xenova(temp.resolve("Some CLIP"));
    Files.writeString(source.resolve("LICENSE"), "Permission is hereby granted, free of charge");
    installer.add(source, AddOptions.none());
    InstalledModel model = installer.info("some-clip");
    assertThat(model.manifest().dimension()).isEqualTo(512);
    assertThat(model.manifest().languages()).containsExactly("en");
    assertThat(model.manifest().licences()).containsEntry("weights", "MIT");
    assertThat(model.manifest().picture().size()).isEqualTo(224);
    assertThat(model.manifest().picture().resize()).isEqualTo(Resize.CENTRE_CROP);
    TextEncoderFiles text = model.manifest().texts().getFirst().encoder();
    assertThat(text.maxTokens()).isEqualTo(77);
    assertThat(text.padding()).isEqualTo(new Padding.Longest(49407));
    assertThat(text.together()).isTrue();
    assertThat(text.cleaning()).isEqualTo(TextCleaning.CLIP);
    assertThat(model.folder()).contains(models.resolve("some-clip"));
    assertThat(model.files())
        .extracting(InstalledModel.BundleFile::name)
        .containsExactly(
            "LICENSE",
            "golden.json",
            "golden/patches.png",
            "golden/waves.png",
            "picture.onnx",
            "text.onnx",
            "tokenizer.json");
    assertThat(model.files()).allMatch(file -> file.bytes() > 0);
    assertThat(installer.list())
        .extracting(InstalledModel::name)
        .containsExactly("pocket", "some-clip");
  }

  @Test
  void optionsSayWhatTheFilesDoNot() throws IOException {
    AddOptions options =
        AddOptions.none()
            .withName("mine")
            .withLanguages(List.of("en", "fr"))
            .withLicence("CC-BY-4.0")
            .withLogitScale(50)
            .withMaxTokens(40)
            .withHints(Map.of("padding", "none", "cleaning", "none", "resize", "squash"));
    installer.add(GoldenModels.xenova(temp.resolve("clip")), options);
    InstalledModel model = installer.info("mine");
    assertThat(model.manifest().languages()).containsExactly("en", "fr");
    assertThat(model.manifest().licences()).containsEntry("weights", "CC-BY-4.0");
    assertThat(model.manifest().logitScale()).isEqualTo(50);
    assertThat(model.manifest().picture().resize()).isEqualTo(Resize.SQUASH);
    TextEncoderFiles text = model.manifest().texts().getFirst().encoder();
    assertThat(text.maxTokens()).isEqualTo(40);
    assertThat(text.padding()).isEqualTo(new Padding.None());
    assertThat(text.together()).isFalse();
    assertThat(text.cleaning()).isEqualTo(TextCleaning.NONE);
  }

  @Test
  void aTakenNameIsRefusedAndTheSameModelSaysThatItIsThere() throws IOException {
    Path source = GoldenModels.xenova(temp.resolve("clip"));
    assertThat(installer.add(source, AddOptions.none()).alreadyThere()).isFalse();
    assertThat(installer.add(source, AddOptions.none()).alreadyThere()).isTrue();
    Path other = GoldenModels.roboflow(temp.resolve("other"));
    assertThatThrownBy(() -> installer.add(other, AddOptions.none().withName("clip")))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("clip");
    assertThatThrownBy(() -> installer.add(other, AddOptions.none().withName("pocket")))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("comes with the program");
    assertThatThrownBy(() -> installer.add(other, AddOptions.none().withName("../x")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("name: ../x");
    assertThat(left()).containsExactly("clip");
  }

  @Test
  void aBundleIsCopiedAsItIsUnderAnyName() throws IOException {
    installer.add(GoldenModels.xenova(temp.resolve("clip")), AddOptions.none());
    Path bundle = models.resolve("clip");
    AddedModel copy = installer.add(bundle, AddOptions.none().withName("copy"));
    assertThat(copy.model().fingerprint()).isEqualTo(installer.info("clip").fingerprint());
    assertThat(installer.check("copy").problems()).isEmpty();
    Files.writeString(bundle.resolve("golden.json"), "{}");
    assertThatThrownBy(() -> installer.add(bundle, AddOptions.none().withName("third")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("golden.json: damaged");
    assertThat(left()).containsExactly("clip", "copy");
  }

  @Test
  void aCheckNamesTheBadFile() throws IOException {
    installer.add(GoldenModels.xenova(temp.resolve("clip")), AddOptions.none());
    assertThat(installer.check("clip").sound()).isTrue();
    Path text = models.resolve("clip/text.onnx");
    byte[] bytes = Files.readAllBytes(text);
    bytes[bytes.length / 2] ^= 1;
    Files.write(text, bytes);
    Files.delete(models.resolve("clip/golden/waves.png"));
    CheckReport report = installer.check("clip");
    assertThat(report.problems())
        .hasSize(2)
        .anyMatch(problem -> problem.contains("waves.png: missing"))
        .anyMatch(problem -> problem.contains("text.onnx: damaged"));
    assertThat(installer.check("pocket").sound()).isTrue();
  }

  @Test
  void aBrokenManifestLeavesTheOtherModelsUsable() throws IOException {
    Files.createDirectories(models.resolve("broken"));
    Files.writeString(models.resolve("broken/model.json"), "{");
    assertThat(installer.list()).extracting(InstalledModel::name).containsExactly("pocket");
    assertThat(installer.catalog().broken()).containsOnlyKeys("broken");
    assertThat(installer.check("broken").problems())
        .singleElement()
        .asString()
        .contains("model.json");
    installer.remove("broken");
    assertThat(left()).isEmpty();
  }

  @Test
  void aRemovedModelIsGone() throws IOException {
    installer.add(GoldenModels.xenova(temp.resolve("clip")), AddOptions.none());
    installer.remove("clip");
    assertThat(left()).isEmpty();
    assertThatThrownBy(() -> installer.remove("clip"))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("installed: pocket");
    assertThatThrownBy(() -> installer.remove("pocket"))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("pocket");
    assertThatThrownBy(() -> installer.info("clip")).isInstanceOf(NotFound.class);
  }

  @Test
  void onlyOneChangesTheFolderAtATimeAndLeftoversGo() throws IOException {
    Path source = GoldenModels.xenova(temp.resolve("clip"));
    ModelFolder folder = new ModelFolder(models);
    try (ModelFolder.Change _ = folder.begin()) {
      assertThatThrownBy(() -> installer.add(source, AddOptions.none()))
          .isInstanceOf(Conflict.class)
          .hasMessageContaining("another process");
    }
    Files.createDirectories(models.resolve(".unfinished-killed/bundle"));
    installer.add(source, AddOptions.none());
    assertThat(left()).containsExactly("clip");
  }

  private List<String> left() throws IOException {
    return DamagedSourceTest.left(models);
  }
}
