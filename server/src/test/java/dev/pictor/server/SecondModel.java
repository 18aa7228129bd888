package dev.pictor.server;

import dev.pictor.clip.ModelCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The bundled model, and a second one made of it that sees darker pictures: its vectors and its
/// fingerprint differ. Its self-test is that of the texts, which are the same.
public final class SecondModel {

  public static final String NAME = "second";

  private static final String BUNDLE = "dev/pictor/models/pocket/";
  private static final String MANIFEST = "model.json";
  private static final String GOLDEN = "golden.json";

  private SecondModel() {}

  /// A server with both models.
  public static PictorServer serve(ServerConfig config, Path bundle) {
    return PictorServer.start(config, ModelCatalog.onClassPath().with(bundle));
  }

  /// Makes the bundle in `folder`, which exists, and returns the folder.
  public static Path make(Path folder) throws IOException {
    List<String> files = new ArrayList<>(List.of(MANIFEST));
    files.addAll(ModelCatalog.onClassPath().list().getFirst().sha256().keySet());
    for (String file : files) {
      Path target = folder.resolve(file);
      Files.createDirectories(target.resolveSibling("."));
      try (InputStream in = SecondModel.class.getClassLoader().getResourceAsStream(BUNDLE + file)) {
        if (in != null) {
          Files.copy(in, target);
        }
      }
    }
    change(folder);
    return folder;
  }

  private static void change(Path folder) throws IOException {
    ObjectNode golden = read(folder.resolve(GOLDEN));
    golden.putArray("photos");
    byte[] changed = JsonMapper.shared().writeValueAsBytes(golden);
    Files.write(folder.resolve(GOLDEN), changed);
    ObjectNode manifest = read(folder.resolve(MANIFEST));
    manifest.put("name", NAME);
    manifest.withObject("sha256").put(GOLDEN, sha256(changed));
    ArrayNode mean = manifest.withObject("picture").withArray("mean");
    List<Double> old = mean.valueStream().map(JsonNode::asDouble).toList();
    mean.removeAll();
    old.forEach(each -> mean.add(each * 1.5));
    Files.write(folder.resolve(MANIFEST), JsonMapper.shared().writeValueAsBytes(manifest));
  }

  private static ObjectNode read(Path file) throws IOException {
    return (ObjectNode) JsonMapper.shared().readTree(Files.readAllBytes(file));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
