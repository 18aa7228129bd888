package dev.pictor.duplicates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import dev.pictor.image.Picture;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class PerceptualHashTest {

  private static PerceptualHash hash(byte[] picture) {
    return PerceptualHash.of(DuplicatesFixture.DECODER.decode(picture));
  }

  @Test
  void aCopyStoredAnewIsNearAndAnotherPictureFar() throws IOException {
    byte[] photo = Files.readAllBytes(DuplicatesFixture.example(0));
    byte[] other = Files.readAllBytes(DuplicatesFixture.example(1));
    PerceptualHash hash = hash(photo);

    assertThat(hash.distance(hash(GeneratedCopy.POOR.of(photo)))).isLessThanOrEqualTo(4);
    assertThat(hash.distance(hash(GeneratedCopy.HALVED.of(photo)))).isLessThanOrEqualTo(4);
    assertThat(hash.distance(hash(other))).isGreaterThan(HashIndex.RADIUS);
  }

  @Test
  void bitsSayWhichFrequenciesAreStrong() {
    // Half a wave across: only the lowest frequency across has much to say.
    byte[] rgb = new byte[32 * 32 * 3];
    for (int i = 0; i < rgb.length; i++) {
      int x = i / 3 % 32;
      rgb[i] = (byte) Math.round(128 + 100 * Math.cos(Math.PI * (2 * x + 1) / 64));
    }
    byte[] negative = rgb.clone();
    for (int i = 0; i < negative.length; i++) {
      negative[i] = (byte) (255 - (rgb[i] & 0xff));
    }
    PerceptualHash hash = PerceptualHash.of(new Picture(32, 32, rgb));
    PerceptualHash inverse = PerceptualHash.of(new Picture(32, 32, negative));

    assertThat(Long.bitCount(hash.bits())).isLessThanOrEqualTo(32);
    assertThat(hash).isNotEqualTo(inverse);
  }

  @Test
  void textRoundTripsAndNonsenseIsRefused() {
    PerceptualHash hash = new PerceptualHash(0x00ff_0123_4567_89abL);

    assertThat(hash).hasToString("00ff0123456789ab");
    assertThat(PerceptualHash.parse(hash.toString())).isEqualTo(hash);
    assertThat(PerceptualHash.parse("ffffffffffffffff").bits()).isEqualTo(-1);
    assertThatThrownBy(() -> PerceptualHash.parse("00ff"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("00ff")
        .hasMessageContaining("16 hexadecimal digits");
  }
}
