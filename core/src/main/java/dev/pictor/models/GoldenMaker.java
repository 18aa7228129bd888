package dev.pictor.models;

import dev.pictor.clip.ClipModel;
import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbedderConfig;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureLimits;
import dev.pictor.vector.DenseVector;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import tools.jackson.databind.json.JsonMapper;

/// Makes the golden vectors of a bundle on the machine where it is added: whoever loads it later,
/// with another version of a library or a damaged file, learns that its vectors have changed.
final class GoldenMaker {

  static final String FILE = "golden.json";

  private static final List<String> TEXTS =
      List.of("a photo of a cat", "two red cars on a wet street at night", "一只猫");

  private GoldenMaker() {}

  /// Runs both towers, and adds pictures, texts and vectors to the draft. Closes the model.
  ///
  /// @throws dev.pictor.error.BrokenModel when a tower cannot run
  static void make(ClipModel model, BundleDraft draft) throws IOException {
    int size = model.manifest().picture().size();
    Map<String, byte[]> pictures = new LinkedHashMap<>();
    pictures.put("golden/waves.png", png(waves(size)));
    pictures.put("golden/patches.png", png(patches(size)));
    List<Map<String, Object>> photos = new ArrayList<>();
    List<Map<String, Object>> texts = new ArrayList<>();
    try (Embedder embedder =
        Embedder.open(
            model, new PictureDecoder(PictureLimits.defaults()), EmbedderConfig.defaults())) {
      pictures.forEach(
          (file, png) ->
              photos.add(entry("pixels", file, embedder.image(png).embedding().vector())));
      for (String text : TEXTS) {
        texts.add(entry("text", text, embedder.text(text).embedding().vector()));
      }
    }
    for (Map.Entry<String, byte[]> each : pictures.entrySet()) {
      draft.write(each.getKey(), each.getValue());
    }
    draft.write(
        FILE, JsonMapper.shared().writeValueAsBytes(Map.of("photos", photos, "texts", texts)));
  }

  private static Map<String, Object> entry(String key, String value, DenseVector vector) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put(key, value);
    entry.put("vector", vector.toArray());
    return entry;
  }

  private static BufferedImage waves(int size) {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        int red = x * 255 / Math.max(1, size - 1);
        int green = wave(6.0 * x * y / ((double) size * size));
        int blue = wave(4.0 * (size - y) / size);
        image.setRGB(x, y, (red << 16) | (green << 8) | blue);
      }
    }
    return image;
  }

  private static int wave(double turns) {
    return (int) Math.round(127.5 + 127.5 * StrictMath.sin(turns * 2 * Math.PI));
  }

  /// Squares of random colours: many edges, few bytes.
  private static BufferedImage patches(int size) {
    Random random = new Random(7);
    int side = Math.max(1, size / 14);
    int across = size / side + 1;
    int[] colours = random.ints((long) across * across, 0, 1 << 24).toArray();
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        image.setRGB(x, y, colours[y / side * across + x / side]);
      }
    }
    return image;
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!ImageIO.write(image, "png", out)) {
      throw new IllegalStateException("every Java platform writes PNG");
    }
    return out.toByteArray();
  }
}
