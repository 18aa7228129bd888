package dev.pictor.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbedderConfig;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureLimits;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the bundled model's jar says of texts is what the model makes of them.
class TextBackgroundTest {

  private static Embedder embedder;

  @BeforeAll
  static void open() {
    embedder =
        Embedder.open(
            ModelCatalog.onClassPath().load("pocket"),
            new PictureDecoder(PictureLimits.defaults()),
            EmbedderConfig.defaults());
  }

  @AfterAll
  static void close() {
    embedder.close();
  }

  private static byte[] bundled(Writing writing) throws IOException {
    String name = "/dev/pictor/models/pocket/background-%s.bin".formatted(writing.language());
    try (InputStream in = TextBackgroundTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theBundledOneAgreesWithTheModel(Writing writing) throws IOException {
    TextBackground made = TextBackground.encode(embedder, writing);
    TextBackground bundled =
        TextBackground.ofBytes(bundled(writing), embedder.fingerprint()).orElseThrow();
    assertThat(bundled.nothing()).hasSameSizeAs(made.nothing());
    assertThat(Similarity.COSINE.score(bundled.centre(), made.centre())).isGreaterThan(0.99f);
    for (int i = 0; i < made.nothing().size(); i++) {
      assertThat(Similarity.COSINE.score(bundled.nothing().get(i), made.nothing().get(i)))
          .as("text %d", i)
          .isGreaterThan(0.98f); // processors differ in how they round bytes
    }
  }

  @ParameterizedTest
  @EnumSource
  void damagedBytesAreMadeAgain(Writing writing) throws IOException {
    byte[] bytes = bundled(writing);
    assertThat(
            TextBackground.ofBytes(Arrays.copyOf(bytes, bytes.length - 1), embedder.fingerprint()))
        .isEqualTo(Optional.empty());
    bytes[10] ^= 1; // in the fingerprint
    assertThat(TextBackground.ofBytes(bytes, embedder.fingerprint())).isEqualTo(Optional.empty());
  }
}
