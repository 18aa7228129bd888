package dev.pictor.clip;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A second model for tests: the bundled one that sees darker pictures, so that its vectors and its
/// fingerprint differ. Its self-test is that of the texts, which are the same.
public final class SecondModel {

  public static final String NAME = "second";
  private static final String GOLDEN = "golden.json";

  private SecondModel() {}

  /// Makes the bundle in `folder`, which exists, and returns the folder.
  public static Path make(Path folder) throws IOException {
    TestBundles.copyTo(folder);
    ObjectNode golden = read(folder.resolve(GOLDEN));
    golden.putArray("photos");
    byte[] changed = JsonMapper.shared().writeValueAsBytes(golden);
    Files.write(folder.resolve(GOLDEN), changed);
    ObjectNode manifest = read(folder.resolve(ManifestCodec.FILE));
    manifest.put("name", NAME);
    manifest.withObject("sha256").put(GOLDEN, sha256(changed));
    ArrayNode mean = manifest.withObject("picture").withArray("mean");
    List<Double> old = mean.valueStream().map(JsonNode::asDouble).toList();
    mean.removeAll();
    old.forEach(each -> mean.add(each * 1.5));
    Files.write(
        folder.resolve(ManifestCodec.FILE), JsonMapper.shared().writeValueAsBytes(manifest));
    return folder;
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
