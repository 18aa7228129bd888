package dev.pictor.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What cannot be read is refused with a reason, whatever the bytes.
class BrokenPictureTest {

  private final PictureDecoder decoder = new PictureDecoder(new PictureLimits(1 << 20, 1 << 19));

  static List<Arguments> brokenFiles() {
    byte[] jpeg = Golden.image("photo_444_640x480.jpg");
    byte[] png = Golden.image("gradient_640x480.png");
    return List.of(
        Arguments.of(new byte[0], "empty file"),
        Arguments.of(text("%PDF-1.7 ..."), "a PDF document (expected: JPEG, PNG"),
        Arguments.of(text("<!DOCTYPE html><html>"), "a web page"),
        Arguments.of(text("<?xml version='1.0'?><svg/>"), "an SVG drawing"),
        Arguments.of(text("shopping list: milk"), "those of a text"),
        Arguments.of(text("PK\u0003\u0004 and more"), "a ZIP archive"),
        Arguments.of(text("\0\0\0 ftypheic...."), "not supported yet: HEIC"),
        Arguments.of(new byte[1000], "nothing but zeros"),
        Arguments.of(new byte[] {1, 2, 3, 4}, "no known format"),
        Arguments.of(new byte[2 << 20], "too large: 2,097,152 bytes (at most 1,048,576 bytes)"),
        Arguments.of(Arrays.copyOf(jpeg, 3), "ends too early: cut off after 3 bytes"),
        Arguments.of(Arrays.copyOf(jpeg, 100), "ends too early: cut off after 100 bytes"),
        Arguments.of(Arrays.copyOf(jpeg, jpeg.length / 2), "ends too early"),
        Arguments.of(Arrays.copyOf(png, png.length / 2), "broken PNG"),
        Arguments.of(Arrays.copyOf(png, 20), "ends too early"),
        Arguments.of(Arrays.copyOf(Golden.image("anim_200x150.gif"), 900), "broken GIF"),
        Arguments.of(Arrays.copyOf(Golden.image("rgb24_120x90.bmp"), 900), "broken BMP"),
        Arguments.of(Arrays.copyOf(Golden.image("lossy_400x300.webp"), 900), "broken WEBP"),
        Arguments.of(Arrays.copyOf(Golden.image("lzw_160x120.tiff"), 900), "ends too early"),
        Arguments.of(pngOfSize(0, 7), "broken PNG header: 0 x 7 pixels"),
        Arguments.of(
            pngOfSize(40_000, 40_000), "too large: 40000 x 40000 pixels (at most 524,288"));
  }

  @ParameterizedTest
  @MethodSource("brokenFiles")
  void brokenFileIsRefusedWithItsReason(byte[] bytes, String reason) {
    assertThatThrownBy(() -> decoder.decode(bytes))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining(reason);
  }

  @Test
  void dataBehindTheEndOfAPhotoIsForgiven() {
    byte[] jpeg = Golden.image("photo_444_640x480.jpg");
    byte[] longer = Arrays.copyOf(jpeg, jpeg.length + 100_000);
    assertThat(decoder.decode(longer).rgb()).isEqualTo(decoder.decode(jpeg).rgb());
  }

  @Test
  void junkBetweenTheMarkersOfAGoodPhotoIsForgiven() {
    byte[] jpeg = Golden.image("photo_444_640x480.jpg");
    ByteBuffer padded = ByteBuffer.allocate(jpeg.length + 4);
    padded.put(jpeg, 0, jpeg.length - 2).putInt(0x12345678).put(jpeg, jpeg.length - 2, 2);
    assertThat(decoder.decode(padded.array()).rgb()).isEqualTo(decoder.decode(jpeg).rgb());
  }

  @Test
  void progressiveJpegOfHundredsOfScansIsRefused() {
    byte[] jpeg = Golden.image("progressive_500x333.jpg");
    int scan = jpeg.length - 2;
    while (jpeg[scan] != (byte) 0xFF || jpeg[scan + 1] != (byte) 0xDA) {
      scan--;
    }
    int scanBytes = jpeg.length - 2 - scan;
    ByteBuffer many = ByteBuffer.allocate(jpeg.length + 500 * scanBytes);
    many.put(jpeg, 0, scan);
    for (int i = 0; i <= 500; i++) {
      many.put(jpeg, scan, scanBytes);
    }
    many.put(jpeg, jpeg.length - 2, 2);
    PictureDecoder generous = new PictureDecoder(PictureLimits.defaults());
    assertThatThrownBy(() -> generous.decode(many.array()))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("scans of a progressive picture (at most 500)");
    assertThat(generous.decode(jpeg).width()).isEqualTo(500);
  }

  @Test
  void frameOutsideOfItsCanvasIsRefused() {
    byte[] webp = Golden.bytes("whole/webp-frame-lossless.webp");
    webp[new String(webp, StandardCharsets.ISO_8859_1).indexOf("ANMF") + 8] = 100;
    assertThatThrownBy(() -> decoder.decode(webp))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("a frame of 48 x 32 pixels at 200, 6 (canvas: 70 x 50)");
  }

  @Test
  void pixelsOfAnotherSizeThanTheHeaderToldAreRefused() {
    byte[] webp = Golden.image("alpha_240x180.webp");
    webp[new String(webp, StandardCharsets.ISO_8859_1).indexOf("VP8X") + 12] = 9;
    assertThatThrownBy(() -> decoder.decode(webp)).isInstanceOf(InvalidRequest.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "photo_420_641x481.jpg",
        "progressive_500x333.jpg",
        "cmyk_300x200.jpg",
        "exif6.jpg",
        "adam7_150x100.png",
        "palette_trns_320x240.png",
        "exif6.png",
        "anim_200x150.gif",
        "pal8_120x90.bmp",
        "alpha_240x180.webp",
        "lossless_120x90.webp",
        "lzw_160x120.tiff",
        "cmyk_160x120.tiff"
      })
  void mutatedFileIsAPictureOrRefused(String name) {
    byte[] good = Golden.image(name);
    long seed = Long.getLong("pictor.test.seed", 20_261);
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      byte[] bytes = mutated(good, random);
      try {
        Picture picture = decoder.decodeFor(bytes, 32);
        assertThat(picture.width()).isPositive();
      } catch (InvalidRequest refused) {
        assertThat(refused).hasMessageMatching("(?s).{8,}");
      } catch (RuntimeException | Error e) {
        throw new AssertionError(name + " seed=" + seed + " round=" + round, e);
      }
      assertThat(ExifFacts.read(bytes)).isNotNull();
    }
  }

  private static byte[] mutated(byte[] good, Random random) {
    byte[] bytes =
        random.nextInt(4) == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
    int changes = 1 + random.nextInt(8);
    for (int i = 0; i < changes && bytes.length > 0; i++) {
      // Headers are where numbers are believed.
      int reach = random.nextBoolean() ? Math.min(bytes.length, 200) : bytes.length;
      bytes[random.nextInt(reach)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static byte[] text(String latin) {
    return latin.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] pngOfSize(int width, int height) {
    byte[] png = Golden.image("tiny_1x1.png");
    ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);
    return png;
  }
}
