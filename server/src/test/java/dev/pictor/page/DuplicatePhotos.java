package dev.pictor.page;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/// Photos with a copy of each stage, a burst, and some that are alone.
final class DuplicatePhotos {

  private static final Path EXAMPLES = Path.of("..", "examples", "photos");
  private static final String CAMERA = "Canon";

  private DuplicatePhotos() {}

  static void make(Path folder) throws IOException {
    Path copies = Files.createDirectories(folder.resolve("copies"));
    copy("kodak/kodim05.jpg", folder.resolve("bikes.jpg"));
    copy("kodak/kodim05.jpg", copies.resolve("bikes.jpg"));
    copy("kodak/kodim19.jpg", folder.resolve("lighthouse.jpg"));
    BufferedImage lighthouse = ImageIO.read(EXAMPLES.resolve("kodak/kodim19.jpg").toFile());
    write(part(lighthouse, 0, 0, 1, 0.5), copies.resolve("lighthouse-small.jpg"));
    copy("kodak/kodim23.jpg", folder.resolve("parrots.jpg"));
    BufferedImage parrots = ImageIO.read(EXAMPLES.resolve("kodak/kodim23.jpg").toFile());
    write(part(parrots, 0.08, 0.02, 0.88, 1), copies.resolve("parrots-cut.jpg"));
    byte[] frame = Files.readAllBytes(EXAMPLES.resolve("kodak/kodim20.jpg"));
    for (int second = 0; second < 3; second++) {
      Files.write(
          folder.resolve("burst-" + second + ".jpg"),
          withExif(frame, "2024:05:01 10:00:0" + second));
    }
    for (String alone : List.of("kodim01", "kodim08", "kodim12")) {
      copy("kodak/" + alone + ".jpg", folder.resolve(alone + ".jpg"));
    }
  }

  private static void copy(String example, Path to) throws IOException {
    Files.copy(EXAMPLES.resolve(example), to);
  }

  private static void write(BufferedImage image, Path to) throws IOException {
    ImageIO.write(image, "jpg", to.toFile());
  }

  private static BufferedImage part(
      BufferedImage image, double left, double top, double share, double scale) {
    int x = (int) (image.getWidth() * left);
    int y = (int) (image.getHeight() * top);
    BufferedImage cut =
        image.getSubimage(
            x, y, (int) (image.getWidth() * share), (int) (image.getHeight() * share));
    BufferedImage part =
        new BufferedImage(
            (int) (cut.getWidth() * scale),
            (int) (cut.getHeight() * scale),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = part.createGraphics();
    graphics.drawImage(cut, 0, 0, part.getWidth(), part.getHeight(), null);
    graphics.dispose();
    return part;
  }

  /// A JPEG file with a camera and a time behind its first marker.
  private static byte[] withExif(byte[] jpeg, String time) {
    byte[] make = (CAMERA + "\0").getBytes(StandardCharsets.US_ASCII);
    byte[] taken = (time + "\0").getBytes(StandardCharsets.US_ASCII);
    int subIfd = 8 + 2 + 2 * 12 + 4;
    int values = subIfd + 2 + 12 + 4;
    ByteBuffer tiff =
        ByteBuffer.allocate(values + make.length + taken.length).order(ByteOrder.BIG_ENDIAN);
    tiff.put("MM\0*".getBytes(StandardCharsets.US_ASCII)).putInt(8).putShort((short) 2);
    entry(tiff, 0x010F, 2, make.length, values);
    entry(tiff, 0x8769, 4, 1, subIfd);
    tiff.putInt(0).putShort((short) 1);
    entry(tiff, 0x9003, 2, taken.length, values + make.length);
    tiff.putInt(0).put(make).put(taken);
    byte[] exif = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    int length = 2 + exif.length + tiff.capacity();
    out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xe1, (byte) (length >> 8), (byte) length});
    out.writeBytes(exif);
    out.writeBytes(tiff.array());
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  private static void entry(ByteBuffer tiff, int tag, int type, int count, int value) {
    tiff.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
  }
}
