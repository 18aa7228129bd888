package dev.pictor.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class BadFilesTest extends LibraryTest {

  @Test
  void thirtyKindsOfBadFilesAreListedWithReasonsAndGoodOnesIndexed() throws IOException {
    Path good = fixture.addPhotos("food", 3).getFirst();
    Path odd = fixture.photos.resolve("a folder named like a picture.jpg");
    Files.createDirectory(odd);
    Files.copy(good, odd.resolve("no extension at all"));
    Files.copy(good, fixture.photos.resolve("jpeg-with-wrong-extension.png"));
    Files.write(fixture.photos.resolve("bad-exif.jpg"), withBrokenExif(Files.readAllBytes(good)));
    Files.writeString(fixture.photos.resolve("notes.txt"), "no picture and not said to be one");
    Map<String, byte[]> bad = badFiles(Files.readAllBytes(good));
    for (Map.Entry<String, byte[]> each : bad.entrySet()) {
      Files.write(fixture.photos.resolve(each.getKey()), each.getValue());
    }
    Files.createSymbolicLink(fixture.photos.resolve("dangling.jpg"), folder.resolve("nowhere"));
    Path deep =
        Files.createDirectories(fixture.photos.resolve("d".repeat(250) + "/" + "e".repeat(250)));
    Files.copy(good, deep.resolve("f".repeat(30) + ".jpg"));

    IndexProgress done = fixture.index();

    try (PhotoLibrary library = fixture.library()) {
      assertThat(library.failures()).extracting(FailedFile::id).containsAll(bad.keySet());
      assertThat(library.failures()).hasSize(bad.size() + 2);
      assertThat(library.failures())
          .allSatisfy(each -> assertThat(each.why().sentence()).isNotBlank());
      assertThat(reason(library, "empty.jpg")).contains("empty");
      assertThat(reason(library, "page.jpg")).contains("web page");
      assertThat(reason(library, "phone.heic")).contains("not supported yet: HEIC");
      assertThat(reason(library, "bomb.png")).contains("60000");
      assertThat(reason(library, "dangling.jpg")).contains("link");
      assertThat(library.failures())
          .anySatisfy(each -> assertThat(each.why().sentence()).contains("too long"))
          .noneMatch(each -> each.why().diagnosis().code() == ErrorCode.READ_FAILED);
      assertThat(diagnosis(library, "page.jpg"))
          .isEqualTo(Diagnosis.of(ErrorCode.NOT_A_PICTURE).with("content", "web-page"));
      assertThat(diagnosis(library, "camera.nef"))
          .isEqualTo(Diagnosis.of(ErrorCode.UNSUPPORTED_FORMAT).with("format", "NEF"));
      assertThat(diagnosis(library, "header-only.jpg"))
          .isEqualTo(Diagnosis.of(ErrorCode.CUT_OFF).with("bytes", 20));
      assertThat(diagnosis(library, "dangling.jpg")).isEqualTo(Diagnosis.of(ErrorCode.BROKEN_LINK));
    }
    assertThat(bad.size() + 2).isGreaterThanOrEqualTo(30);
    assertThat(done.failed()).isEqualTo(bad.size() + 2);
    assertThat(done.done()).isEqualTo(done.found());
    assertThat(fixture.ids())
        .hasSize(6)
        .contains(
            "a folder named like a picture.jpg/no extension at all",
            "bad-exif.jpg",
            "jpeg-with-wrong-extension.png");
  }

  @Test
  void aFailureIsTriedAgainOnlyWhenItsFileChangesAndLeavesTheListWhenMended() throws IOException {
    Path good = fixture.addPhotos("food", 1).getFirst();
    Path broken = fixture.photos.resolve("broken.jpg");
    Files.writeString(broken, "text");
    assertThat(fixture.index().failed()).isEqualTo(1);
    assertThat(fixture.index().failed()).isEqualTo(1);
    assertThat(fixture.library().failures()).hasSize(1);
    Files.write(broken, Files.readAllBytes(good));
    assertThat(fixture.index().failed()).isZero();
    assertThat(fixture.library().failures()).isEmpty();
    assertThat(fixture.ids()).contains("broken.jpg");
    Files.writeString(broken, "text again");
    IndexProgress done = fixture.index();
    assertThat(done.failed()).isEqualTo(1);
    assertThat(fixture.ids()).doesNotContain("broken.jpg");
    Files.delete(broken);
    fixture.index();
    assertThat(fixture.library().failures()).isEmpty();
  }

  @Test
  void aReadErrorIsTriedThreeTimesMoreAndTheRecordStays() throws IOException {
    List<Path> photos = fixture.addPhotos("food", 2);
    int[] attempts = new int[1];
    PictureReader flaky =
        new PictureReader(
            LibraryFixture.DECODER.limits(),
            LibraryFixture.CONFIG.readRetryPause(),
            path -> {
              if (path.equals(photos.getFirst()) && ++attempts[0] <= 4) {
                throw new IOException("the share is slow");
              }
              return PictureReader.openFile(path);
            });
    try (PhotoLibrary library = fixture.library(LibraryFixture.CONFIG, flaky)) {
      IndexProgress first = library.index(_ -> {});
      assertThat(attempts[0]).isEqualTo(4);
      assertThat(first.failed()).isEqualTo(1);
      assertThat(library.failures().getFirst().why().sentence()).contains("the share is slow");
      IndexProgress second = library.index(_ -> {});
      assertThat(second.indexed()).isEqualTo(1);
      assertThat(library.failures()).isEmpty();
    }
  }

  @Test
  void aFolderThatCannotBeListedKeepsItsRecords() throws IOException {
    Path photo = fixture.addPhotos("food", 1).getFirst();
    fixture.addPhotos("people", 1);
    fixture.index();
    Path food = fixture.photos.resolve("food");
    // A link without a target stands for a disk that is not mounted.
    Files.move(food, folder.resolve("away"));
    Files.createSymbolicLink(food, folder.resolve("nowhere"));
    IndexProgress done = fixture.index();
    assertThat(done.removed()).isZero();
    assertThat(fixture.ids()).contains(fixture.idOf(photo));
    assertThat(fixture.library().failures()).extracting(FailedFile::id).containsExactly("food/");
  }

  @Test
  void anUnreadableFileIsListed() throws IOException {
    Path photo = fixture.addPhotos("food", 1).getFirst();
    assumeThat(photo.toFile().setReadable(false)).isTrue();
    assumeThat(Files.isReadable(photo)).as("this user reads everything").isFalse();
    fixture.index();
    assertThat(fixture.library().failures().getFirst().why().sentence()).contains("permission");
  }

  @Test
  void aListThatAnEarlierProgramWroteIsRead() throws IOException {
    Path good = fixture.addPhotos("food", 1).getFirst();
    Files.writeString(fixture.photos.resolve("broken.jpg"), "text");
    fixture.index();
    Path list = fixture.state.resolve("failures.json");
    Files.writeString(
        list, Files.readString(list).replaceAll(",\"code\":.*?,\"values\":\\{.*?}", ""));
    assertThat(Files.readString(list)).doesNotContain("code");
    try (PhotoLibrary library = fixture.library()) {
      assertThat(reason(library, "broken.jpg")).contains("a text");
      assertThat(diagnosis(library, "broken.jpg")).isEqualTo(Diagnosis.of(ErrorCode.READ_FAILED));
    }
    assertThat(fixture.ids()).containsExactly(fixture.idOf(good));
  }

  private static String reason(PhotoLibrary library, String id) {
    return failure(library, id).why().sentence();
  }

  private static Diagnosis diagnosis(PhotoLibrary library, String id) {
    return failure(library, id).why().diagnosis();
  }

  private static FailedFile failure(PhotoLibrary library, String id) {
    return library.failures().stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, byte[]> badFiles(byte[] jpeg) throws IOException {
    byte[] noise = new byte[5000];
    new Random(7).nextBytes(noise);
    byte[] png = encoded("png");
    byte[] gif = encoded("gif");
    byte[] bmp = encoded("bmp");
    byte[] tiff = encoded("tiff");
    Map<String, byte[]> bad = new LinkedHashMap<>();
    bad.put("empty.jpg", new byte[0]);
    bad.put("empty.png", new byte[0]);
    bad.put("one-byte.gif", new byte[] {'G'});
    bad.put("text.jpg", ascii("This is no picture.\n"));
    bad.put("page.jpg", ascii("<!DOCTYPE html><html><body>404</body></html>"));
    bad.put("document.jpeg", ascii("%PDF-1.7\n%\u0001"));
    bad.put("archive.webp", ascii("PK\u0003\u0004rest"));
    bad.put("vector.png", ascii("<svg xmlns='http://www.w3.org/2000/svg'/>"));
    bad.put("noise.tif", noise);
    bad.put("zeros.bmp", new byte[3000]);
    bad.put(
        "phone.heic", ascii("\u0000\u0000\u0000\u0018ftypheic\u0000\u0000\u0000\u0000mif1heic"));
    bad.put(
        "heic-named.jpg",
        ascii("\u0000\u0000\u0000\u0018ftypheic\u0000\u0000\u0000\u0000mif1heic"));
    bad.put("new.avif", ascii("\u0000\u0000\u0000\u0018ftypavif\u0000\u0000\u0000\u0000avif"));
    bad.put("clip.jpg", ascii("\u0000\u0000\u0000\u0018ftypisom\u0000\u0000\u0000\u0000isom"));
    bad.put("camera.nef", tiff);
    bad.put("magic-only.jpg", Arrays.copyOf(jpeg, 3));
    bad.put("header-only.jpg", Arrays.copyOf(jpeg, 20));
    bad.put("magic-then-noise.jpg", concat(Arrays.copyOf(jpeg, 3), noise));
    bad.put("no-tables.jpg", concat(Arrays.copyOf(jpeg, 2), new byte[] {(byte) 0xFF, (byte) 0xD9}));
    bad.put("zero-size.jpg", zeroSizeJpeg(jpeg));
    bad.put("magic-only.png", Arrays.copyOf(png, 8));
    bad.put("cut-early.png", Arrays.copyOf(png, 40));
    bad.put("bomb.png", pngHeader(60_000, 60_000));
    bad.put("zero-size.png", pngHeader(0, 10));
    bad.put("negative.png", pngHeader(-5, 10));
    bad.put("magic-only.gif", Arrays.copyOf(gif, 6));
    bad.put("cut.gif", Arrays.copyOf(gif, 14));
    bad.put("magic-only.bmp", Arrays.copyOf(bmp, 2));
    bad.put("cut.bmp", Arrays.copyOf(bmp, 30));
    bad.put("magic-only.tif", Arrays.copyOf(tiff, 4));
    bad.put("cut.tiff", Arrays.copyOf(tiff, 8));
    bad.put("magic-only.webp", ascii("RIFF\u0010\u0000\u0000\u0000WEBP"));
    bad.put("noise.webp", concat(ascii("RIFF\u0010\u0000\u0000\u0000WEBPVP8 "), noise));
    return bad;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static byte[] encoded(String format) throws IOException {
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(3);
    for (int i = 0; i < 1200; i++) {
      image.setRGB(i % 40, i / 40, random.nextInt());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).as(format).isTrue();
    return bytes.toByteArray();
  }

  private static byte[] pngHeader(int width, int height) {
    ByteBuffer png = ByteBuffer.allocate(8 + 25);
    png.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}).putInt(13);
    png.put(ascii("IHDR")).putInt(width).putInt(height).put(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(png.array(), 12, 17);
    return png.putInt((int) crc.getValue()).array();
  }

  /// The start of frame says 0 x 0.
  private static byte[] zeroSizeJpeg(byte[] jpeg) {
    byte[] broken = jpeg.clone();
    int at = 2;
    while ((broken[at + 1] & 0xFF) < 0xC0 || (broken[at + 1] & 0xFF) > 0xC2) {
      at += 2 + ByteBuffer.wrap(broken).getShort(at + 2);
    }
    Arrays.fill(broken, at + 5, at + 9, (byte) 0);
    return broken;
  }

  private static byte[] withBrokenExif(byte[] jpeg) {
    byte[] payload = ascii("Exif\u0000\u0000MM\u0000*\u007f\u007f\u007f\u007fbroken");
    ByteBuffer segment = ByteBuffer.allocate(4 + payload.length).order(ByteOrder.BIG_ENDIAN);
    segment.put((byte) 0xFF).put((byte) 0xE1).putShort((short) (2 + payload.length)).put(payload);
    byte[] head = concat(Arrays.copyOf(jpeg, 2), segment.array());
    return concat(head, Arrays.copyOfRange(jpeg, 2, jpeg.length));
  }
}
