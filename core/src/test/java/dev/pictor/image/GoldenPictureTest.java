package dev.pictor.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.image.Golden.Crop;
import dev.pictor.image.Golden.Distance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The decoder and the resampler against what Pillow makes of the same files.
class GoldenPictureTest {

  private final PictureDecoder decoder = new PictureDecoder(PictureLimits.defaults());

  static List<Crop> crops() {
    return Golden.crops();
  }

  static List<Crop> squashed() {
    return Golden.crops().stream().filter(crop -> !crop.squash().equals("-")).toList();
  }

  @ParameterizedTest
  @MethodSource("crops")
  void cropEqualsTheReference(Crop crop) {
    Picture cropped = Resampler.centreCrop(decoder.decode(Golden.image(crop.image())), 224);
    Distance distance = Distance.between(cropped, Golden.expected("expected/" + crop.ideal()));
    System.err.println("DBG" + crop + " " + distance);
    assertThat(distance.largest()).isZero();
  }

  @ParameterizedTest
  @MethodSource("squashed")
  void squashEqualsTheReference(Crop crop) {
    Picture squashed = Resampler.squash(decoder.decode(Golden.image(crop.image())), 224, 224);
    assertThat(squashed.rgb()).isEqualTo(Golden.expected("expected/" + crop.squash()).rgb());
  }

  @ParameterizedTest
  @MethodSource("crops")
  void headerTellsTheUprightSize(Crop crop) {
    PictureHeader header = decoder.readHeader(Golden.image(crop.image()));
    boolean turned = crop.orientation() >= 5;
    assertThat(header.format()).hasToString(crop.format());
    assertThat(header.orientation()).isEqualTo(crop.orientation());
    assertThat(header.width()).isEqualTo(turned ? crop.height() : crop.width());
    assertThat(header.height()).isEqualTo(turned ? crop.width() : crop.height());
  }

  @Test
  void photoOfTheBundledModelEqualsTheReference() throws IOException {
    byte[] photo = Files.readAllBytes(Path.of("../examples/photos/kodak/kodim05.jpg"));
    Picture squashed = Resampler.squash(decoder.decode(photo), 260, 260);
    assertThat(squashed.rgb()).isEqualTo(Golden.expected("expected/kodim05-260.png").rgb());
  }

  @Test
  void inksStoredAsLuminanceAndChromaEqualTheReference() {
    Picture picture = decoder.decode(Golden.bytes("cmyk-ycck.jpg"));
    assertThat(Distance.between(picture, Golden.expected("cmyk-ycck.png")).largest()).isZero();
  }
}
