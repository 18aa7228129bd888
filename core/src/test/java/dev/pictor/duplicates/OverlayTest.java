package dev.pictor.duplicates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pictor.image.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OverlayTest {

  private static Overlay overlay(byte[] picture) {
    return Overlay.of(DuplicatesFixture.DECODER.decode(picture));
  }

  @Test
  void aPictureIsWhollyLikeItself() throws IOException {
    Overlay photo = overlay(Files.readAllBytes(DuplicatesFixture.example(3)));

    assertThat(photo.with(photo).whole()).isCloseTo(1, within(1e-9));
    assertThat(photo.with(photo).worst()).isCloseTo(1, within(1e-9));
  }

  @Test
  void findsWhatWasCutOutWhicheverComesFirst() throws IOException {
    byte[] photo = Files.readAllBytes(DuplicatesFixture.example(3));
    Overlay whole = overlay(photo);
    Overlay part = overlay(GeneratedCopy.CROPPED.of(photo));

    assertThat(whole.with(part).isLikely()).isTrue();
    assertThat(part.with(whole)).isEqualTo(whole.with(part));
  }

  @Test
  void whatChangedInOnePartShowsInTheWorst() throws IOException {
    Picture photo =
        DuplicatesFixture.DECODER.decode(Files.readAllBytes(DuplicatesFixture.example(3)));
    byte[] changed = photo.rgb().clone();
    int side = Math.min(photo.width(), photo.height()) / 4;
    for (int y = 0; y < side; y++) { // somebody who came into the picture
      for (int x = 0; x < side * 3; x++) {
        changed[y * photo.width() * 3 + x] =
            (byte) (255 - (changed[y * photo.width() * 3 + x] & 0xff));
      }
    }
    Likeness likeness =
        Overlay.of(photo).with(Overlay.of(new Picture(photo.width(), photo.height(), changed)));

    assertThat(likeness.worst()).isLessThan(0.5);
    assertThat(likeness.isPossible()).isFalse();
  }

  @Test
  void differentPhotosAreNotAlike() throws IOException {
    Overlay one = overlay(Files.readAllBytes(DuplicatesFixture.example(3)));
    Overlay other = overlay(Files.readAllBytes(DuplicatesFixture.example(60)));

    assertThat(one.with(other).isPossible()).isFalse();
  }

  @Test
  void flatPicturesAreLikeEachOtherOnly() throws IOException {
    Overlay white = Overlay.of(new Picture(64, 64, filled((byte) -1)));
    Overlay black = Overlay.of(new Picture(64, 64, filled((byte) 0)));
    Overlay photo = overlay(Files.readAllBytes(DuplicatesFixture.example(3)));

    assertThat(white.with(white)).isEqualTo(Likeness.SAME);
    assertThat(white.with(photo).isPossible()).isFalse();
    assertThat(white.with(black).isPossible()).as("brightness alone says something here").isFalse();
  }

  private static byte[] filled(byte value) {
    byte[] rgb = new byte[64 * 64 * 3];
    Arrays.fill(rgb, value);
    return rgb;
  }
}
