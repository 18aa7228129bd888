package dev.pictor.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExclusionsTest extends LibraryTest {

  @ParameterizedTest
  @CsvSource({
    "*.tmp, a/b.tmp, true",
    "*.tmp, a/b.TMP, true",
    "*.tmp, a/b.tmp.jpg, false",
    "drafts, a/drafts, true",
    "drafts/, a/drafts, true",
    "drafts, a/my drafts, false",
    "IMG_?.jpg, IMG_1.jpg, true",
    "IMG_?.jpg, IMG_12.jpg, false",
    "/drafts, drafts, true",
    "/drafts, a/drafts, false",
    "a/*/raw, a/b/raw, true",
    "a/*/raw, a/b/c/raw, false",
    "**/raw, raw, true",
    "**/raw, a/b/raw, true",
    "a/**, a/b/c.jpg, true",
    "a/**, ab/c.jpg, false",
    "a(1)+.jpg, a(1)+.jpg, true",
    "草稿*, 照片/草稿 1, true"
  })
  void patternsMeanNamesOrPaths(String pattern, String path, boolean covered) {
    assertThat(Exclusions.of(List.of(pattern)).cover(path)).isEqualTo(covered);
  }

  @Test
  void aPatternThatCannotBeOneIsRefused() {
    for (String wrong : List.of("", "/", "!keep.jpg")) {
      assertThatThrownBy(() -> Exclusions.of(List.of(wrong)))
          .isInstanceOf(InvalidRequest.class)
          .hasMessageContaining("exclude: \"" + wrong + "\"");
    }
  }

  @Test
  void otherPatternsTakePicturesOutAndInAgain() throws IOException {
    fixture.addPhotos("food", 3);
    fixture.addPhotos("plants", 2);
    index(List.of());
    assertThat(fixture.ids()).hasSize(5);
    assertThat(index(List.of("food", "nothing-like-this")).removed()).isEqualTo(3);
    assertThat(fixture.ids()).hasSize(2).allMatch(id -> id.startsWith("plants/"));
    assertThat(PhotoLibrary.remembered(fixture.state).orElseThrow().exclude())
        .containsExactly("food", "nothing-like-this");
    assertThat(index(List.of()).indexed()).isEqualTo(3);
    assertThat(fixture.ids()).hasSize(5);
  }

  private IndexProgress index(List<String> exclude) {
    LibrarySpec spec =
        new LibrarySpec(List.of(fixture.photos), fixture.state, Optional.empty(), exclude);
    try (PhotoLibrary library = fixture.library(spec)) {
      return library.index(_ -> {});
    }
  }
}
