package dev.pictor.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

class ExifFactsTest {

  @Test
  void cameraAndTimeAreRead() {
    ExifFacts facts = ExifFacts.read(jpeg("2024:02:29 23:59:58"));
    assertThat(facts.cameraMake()).contains("Acme");
    assertThat(facts.cameraModel()).isEmpty();
    assertThat(facts.taken()).contains(LocalDateTime.of(2024, 2, 29, 23, 59, 58));
  }

  @Test
  void placeIsReadWithItsHemispheres() {
    ExifFacts facts = ExifFacts.read(Golden.bytes("gps.jpg"));
    assertThat(facts.cameraMake()).contains("Acme");
    assertThat(facts.cameraModel()).contains("Pinhole 3");
    assertThat(facts.taken()).contains(LocalDateTime.of(2021, 7, 4, 12, 30, 15));
    assertThat(facts.location())
        .hasValueSatisfying(
            place -> {
              assertThat(place.latitude()).isCloseTo(-33.856784, within(1e-6));
              assertThat(place.longitude()).isCloseTo(151.215297, within(1e-6));
            });
  }

  @Test
  void dateThatIsNoneIsMissing() {
    assertThat(ExifFacts.read(jpeg("2023:02:29 10:00:00")).taken()).isEmpty();
    assertThat(ExifFacts.read(jpeg("0000:00:00 00:00:00")).taken()).isEmpty();
  }

  @Test
  void filesWithoutExifHaveNoFacts() {
    assertThat(ExifFacts.read(Golden.image("noise_61x97.png"))).isEqualTo(ExifFacts.none());
    assertThat(ExifFacts.read(new byte[] {1, 2, 3})).isEqualTo(ExifFacts.none());
  }

  /// A good JPEG with an EXIF segment: the make in the first directory, the time in the second.
  private static byte[] jpeg(String taken) {
    ByteBuffer exif = ByteBuffer.allocate(120);
    exif.put("Exif\0\0MM\0*".getBytes(StandardCharsets.ISO_8859_1)).putInt(8);
    exif.putShort((short) 2);
    exif.putShort((short) 0x10F).putShort((short) 2).putInt(8).putInt(38);
    exif.putShort((short) 0x8769).putShort((short) 4).putInt(1).putInt(46);
    exif.putInt(0);
    exif.put("Acme  \0\0".getBytes(StandardCharsets.ISO_8859_1));
    exif.putShort((short) 1);
    exif.putShort((short) 0x9003).putShort((short) 2).putInt(20).putInt(64);
    exif.putInt(0);
    exif.put(taken.getBytes(StandardCharsets.ISO_8859_1));
    byte[] photo = Golden.image("gray_333x500.jpg");
    ByteBuffer jpeg = ByteBuffer.allocate(photo.length + 124);
    jpeg.put(photo, 0, 2).putShort((short) 0xFFE1).putShort((short) 122).put(exif.array());
    return jpeg.put(photo, 2, photo.length - 2).array();
  }
}
