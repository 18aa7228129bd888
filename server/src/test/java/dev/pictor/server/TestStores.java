package dev.pictor.server;

import dev.pictor.opensearch.TestCluster;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Where the servers that tests start keep their collections: in their data folders, unless the
/// property `pictor.test.store` says `opensearch`, a cluster of three nodes that all tests of a
/// process share, or `pinecone`, another server for each data folder.
public final class TestStores {

  private static final String WHICH = System.getProperty("pictor.test.store", "lucene");
  private static final Map<Path, PictorServer> FAR = new ConcurrentHashMap<>();

  private TestStores() {}

  /// The store of a server with this data folder: the same one when it starts again.
  public static StoreSettings of(Path data) {
    return switch (WHICH) {
      case "lucene" -> StoreSettings.none();
      case "opensearch" -> inCluster(data);
      case "pinecone" ->
          StoreSettings.of(StoreSettings.Engine.PINECONE).withUrls(List.of(far(data)));
      default -> throw new IllegalArgumentException("pictor.test.store: " + WHICH);
    };
  }

  private static StoreSettings inCluster(Path data) {
    String name = "t" + Integer.toHexString(data.toAbsolutePath().toString().hashCode());
    return StoreSettings.of(StoreSettings.Engine.OPENSEARCH)
        .withUrls(TestCluster.shared().addresses().stream().map(URI::toString).toList())
        .withPrefix(name);
  }

  private static String far(Path data) {
    PictorServer server =
        FAR.computeIfAbsent(
            data.toAbsolutePath(),
            path ->
                PictorServer.start(
                    ServerConfig.builder()
                        .data(path.resolveSibling(path.getFileName() + "-far"))
                        .port(0)
                        .browser(false)
                        .build()));
    return "http://127.0.0.1:" + server.pineconeUri().getPort();
  }
}
