package dev.pictor.opensearch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// An OpenSearch cluster with k-NN on loopback, of real servers in processes of their own. They end
/// with this one, whatever ends it.
///
/// OpenSearch does not run as root: where the tests do, its nodes run as `nobody`, from a copy in
/// the folder for temporary files, where that user may read.
public final class TestCluster implements AutoCloseable {

  /// Where the profile `stores` puts the archives, seen from the folder of any module.
  private static final Path ARCHIVES = Path.of("../opensearch/target/servers");

  private static final long PATIENCE_SECONDS = 240;

  private static @Nullable TestCluster shared;

  private final Path folder;
  private final Path home;
  private final List<TestNode> nodes = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private TestCluster(Path folder) {
    this.folder = folder;
    this.home = folder.resolve("opensearch");
  }

  /// The three nodes that the tests of one process share.
  public static synchronized TestCluster shared() {
    if (shared == null) {
      TestCluster started = start(3, new TestNode.Machine("512m", true));
      Runtime.getRuntime().addShutdownHook(new Thread(started::close));
      shared = started;
    }
    return shared;
  }

  /// Starts a cluster whose nodes run as operators have them, and waits until it is whole.
  ///
  /// @param heap of each node, such as `512m`
  public static TestCluster start(int size, String heap) {
    return start(size, new TestNode.Machine(heap, false));
  }

  private static TestCluster start(int size, TestNode.Machine machine) {
    try {
      Path folder = Files.createTempDirectory("pictor-opensearch");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      TestCluster cluster = new TestCluster(folder);
      cluster.install();
      List<Integer> ports = freePorts(2 * size);
      for (int i = 0; i < size; i++) {
        cluster.nodes.add(
            new TestNode(folder, "n" + (i + 1), machine, ports.get(2 * i), ports.get(2 * i + 1)));
      }
      for (TestNode each : cluster.nodes) {
        each.configure(cluster.nodes);
        each.start();
      }
      cluster.awaitNodes(size);
      return cluster;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      ports.add(sockets.getLast().getLocalPort());
    }
    for (ServerSocket each : sockets) {
      each.close();
    }
    return ports;
  }

  private void install() throws IOException {
    unzip(ARCHIVES.resolve("opensearch.zip"), home, 1);
    unzip(ARCHIVES.resolve("opensearch-knn.zip"), home.resolve("plugins/opensearch-knn"), 0);
  }

  /// @param skipped names at the start of each path that are left out
  private static void unzip(Path archive, Path target, int skipped) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        Path name = Path.of(entry.getName());
        if (entry.isDirectory() || name.getNameCount() <= skipped) {
          continue;
        }
        Path file = target.resolve(name.subpath(skipped, name.getNameCount())).normalize();
        Path folder = file.resolveSibling("");
        Files.createDirectories(folder);
        try (InputStream in = zip.getInputStream(entry)) {
          Files.copy(in, file);
        }
        boolean program = folder.endsWith("bin");
        Files.setPosixFilePermissions(
            file, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
  }

  /// Starts a node, for the first time or again, and waits for nothing.
  ///
  /// @param number from 0
  public void startNode(int number) {
    nodes.get(number).start();
  }

  /// Starts the nodes that are gone, and waits until the cluster is whole.
  public void restore() {
    nodes.stream().filter(TestNode::hasEnded).forEach(TestNode::start);
    awaitGreen(nodes.size());
  }

  /// Ends a node as a power cut would.
  public void killNode(int number) {
    nodes.get(number).end(true);
  }

  /// Has a node end by itself.
  public void stopNode(int number) {
    nodes.get(number).end(false);
  }

  /// Waits until the cluster has so many nodes and all its shards have all their copies.
  public void awaitGreen(int size) {
    await("/_cluster/health?wait_for_status=green&timeout=30s&wait_for_nodes=" + size);
  }

  private void awaitNodes(int size) {
    await("/_cluster/health?timeout=30s&wait_for_nodes=" + size);
  }

  /// Asks one node after the other until one says that it is so.
  private void await(String path) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    int next = 0;
    while (System.nanoTime() < end) {
      TestNode node = nodes.get(next++ % nodes.size());
      if (node.hasEnded() && next <= nodes.size()) {
        throw new IllegalStateException("a node ended: see " + node.log());
      }
      if (answers(node, path)) {
        return;
      }
    }
    throw new IllegalStateException("not so after %d s: %s".formatted(PATIENCE_SECONDS, path));
  }

  private boolean answers(TestNode node, String path) {
    try {
      var answer =
          http.send(
              HttpRequest.newBuilder(node.address().resolve(path)).build(),
              BodyHandlers.ofString());
      return answer.statusCode() == 200 && answer.body().contains("\"timed_out\":false");
    } catch (IOException notListeningYet) {
      node.giveAMoment();
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The addresses of all nodes.
  public List<URI> addresses() {
    return nodes.stream().map(TestNode::address).toList();
  }

  /// A store in the cluster whose indexes have this prefix.
  public OpenSearchConfig config(String prefix) {
    return OpenSearchConfig.of(addresses()).withPrefix(prefix);
  }

  /// Kills all nodes and deletes their files.
  @Override
  public void close() {
    nodes.forEach(node -> node.end(true));
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(each -> each.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
