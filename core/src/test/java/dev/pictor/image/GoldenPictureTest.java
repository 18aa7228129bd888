package dev.pictor.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.image.Golden.Crop;
import dev.pictor.image.Golden.Distance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    if (crop.lossyWebP()) {
      assertThat(distance.largest()).isLessThanOrEqualTo(2);
      assertThat(distance.mean()).isLessThan(0.1);
    } else {
      assertThat(distance.largest()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("crops")
  @ResourceLock(Resources.SYSTEM_PROPERTIES)
  void cropWithoutNativesEqualsTheReference(Crop crop) {
    Picture cropped =
        withoutNatives(() -> Resampler.centreCrop(decoder.decode(Golden.image(crop.image())), 224));
    Distance distance = Distance.between(cropped, Golden.expected("expected/" + crop.ideal()));
    if (crop.lossyWebP()) {
      // The reader written in Java interpolates colour in its own way.
      assertThat(distance.mean()).isLessThan(4);
    } else {
      assertThat(distance.largest()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("squashed")
  void squashEqualsTheReference(Crop crop) {
    Picture squashed = Resampler.squash(decoder.decode(Golden.image(crop.image())), 224, 224);
    assertThat(squashed.rgb()).isEqualTo(Golden.expected("expected/" + crop.squash()).rgb());
  }

  @ParameterizedTest
  @ValueSource(strings = {"photo_444_640x480.jpg", "checker7_333x500.png", "tiny_2x3.png"})
  void otherFiltersAndSidesEqualTheReference(String image) {
    Picture picture = decoder.decode(Golden.image(image));
    assertSame(
        Resampler.squash(picture, 224, 224, ResampleFilter.BILINEAR), image + ".bilinear-squash");
    assertSame(
        Resampler.centreCrop(picture, 256, 224, ResampleFilter.BICUBIC),
        image + ".bicubic-256-224");
    assertSame(
        Resampler.centreCrop(picture, 256, 256, ResampleFilter.BILINEAR),
        image + ".bilinear-256-256");
  }

  private static void assertSame(Picture actual, String expected) {
    assertThat(Distance.between(actual, Golden.expected("expected/" + expected + ".png")))
        .as(expected)
        .isEqualTo(new Distance(0, 0));
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gif-frame-transparent.gif",
        "gif-frame-opaque.gif",
        "gif-frame-outgrows.gif",
        "webp-frame-lossless.webp",
        "webp-frame-alpha.webp",
        "jpeg-440.jpg",
        "png-2bit.png",
        "bmp-rle8.bmp",
        "tiff-tiled.tiff",
        "tiff-16bit.tiff",
        "tiff-pages.tiff"
      })
  @ResourceLock(Resources.SYSTEM_PROPERTIES)
  void pixelsEqualTheReferenceAndTheHeaderTellsTheirSize(String name) {
    byte[] file = Golden.bytes("whole/" + name);
    Picture expected = Golden.expected("whole/" + name + ".png");
    Picture decoded = decoder.decode(file);
    assertThat(Distance.between(decoded, expected).largest()).isZero();
    Distance inJava = Distance.between(withoutNatives(() -> decoder.decode(file)), expected);
    // The reader of the JDK repeats the colour of a halved side, the native one interpolates.
    assertThat(inJava.mean()).isLessThanOrEqualTo(name.equals("jpeg-440.jpg") ? 4 : 0);
    PictureHeader header = decoder.readHeader(file);
    assertThat(header.width()).isEqualTo(expected.width());
    assertThat(header.height()).isEqualTo(expected.height());
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

  @Test
  void reducedDecodingIsCloseToTheWholeOne() throws IOException {
    for (String name : List.of("large_1600x1200.jpg", "progressive_500x333.jpg")) {
      byte[] photo = Golden.image(name);
      Picture whole = Resampler.squash(decoder.decode(photo), 80, 80);
      Picture reduced = decoder.decodeFor(photo, 80);
      Distance distance = Distance.between(Resampler.squash(reduced, 80, 80), whole);
      assertThat(Math.min(reduced.width(), reduced.height()))
          .isBetween(160, decoder.readHeader(photo).height() / 2 + 1);
      assertThat(distance.mean()).isLessThan(1);
    }
  }

  @Test
  void pictureTooSmallToReduceIsDecodedWhole() {
    Picture whole = decoder.decodeFor(Golden.image("progressive_500x333.jpg"), 260);
    assertThat(whole.width()).isEqualTo(500);
  }

  @Test
  void nativeDecoderIsUsedOnThisPlatform() {
    assertThat(NativeDecoder.instance()).isPresent();
    assertThat(withoutNatives(() -> NativeDecoder.instance().isEmpty())).isTrue();
  }

  @Test
  void eightThreadsSeeTheSamePixels() throws Exception {
    byte[] photo = Golden.image("photo_420_641x481.jpg");
    byte[] expected = Resampler.squash(decoder.decode(photo), 260, 260).rgb();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<byte[]>> tasks =
          Collections.nCopies(64, () -> Resampler.squash(decoder.decode(photo), 260, 260).rgb());
      for (Future<byte[]> pixels : threads.invokeAll(tasks)) {
        assertThat(pixels.get()).isEqualTo(expected);
      }
    }
  }

  private static <T> T withoutNatives(Supplier<T> work) {
    System.setProperty("pictor.native", "off");
    try {
      return work.get();
    } finally {
      System.clearProperty("pictor.native");
    }
  }
}
