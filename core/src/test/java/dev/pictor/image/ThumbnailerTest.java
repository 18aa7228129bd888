package dev.pictor.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import org.junit.jupiter.api.Test;

class ThumbnailerTest {

  private final PictureDecoder decoder = new PictureDecoder(PictureLimits.defaults());
  private final Thumbnailer thumbnailer = new Thumbnailer(decoder);

  @Test
  void longerSideIsAsAskedAndThePictureUpright() {
    PictureHeader thumbnail = decoder.readHeader(thumbnailer.jpeg(Golden.image("exif6.jpg"), 150));
    assertThat(thumbnail).isEqualTo(new PictureHeader(PictureFormat.JPEG, 150, 100, 1));
  }

  @Test
  void smallPictureIsNotEnlarged() {
    PictureHeader thumbnail =
        decoder.readHeader(thumbnailer.jpeg(Golden.image("tiny_2x3.png"), 320));
    assertThat(thumbnail.width()).isEqualTo(2);
    assertThat(thumbnail.height()).isEqualTo(3);
  }

  @Test
  void thumbnailLooksLikeThePicture() {
    byte[] photo = Golden.image("large_1600x1200.jpg");
    Picture thumbnail = decoder.decode(thumbnailer.jpeg(photo, 320));
    Picture exact = Resampler.squash(decoder.decode(photo), 320, 240);
    assertThat(Golden.Distance.between(thumbnail, exact).mean()).isLessThan(5);
  }

  @Test
  void brokenPictureIsRefused() {
    assertThatThrownBy(() -> thumbnailer.jpeg(new byte[] {1, 2, 3}, 320))
        .isInstanceOf(InvalidRequest.class);
  }
}
