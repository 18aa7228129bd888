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

  private static final int NOBODY = 65_534;
  private static final long PATIENCE_SECONDS = 240;

  private static @Nullable TestCluster shared;

  private final Path folder;
  private final Path home;
  private final String heap;
  private final List<Node> nodes = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static final class Node {
    private final String name;
    private final Path folder;
    private final int httpPort;
    private final int transportPort;
    private @Nullable Process process;

    private Node(String name, Path folder, int httpPort, int transportPort) {
      this.name = name;
      this.folder = folder;
      this.httpPort = httpPort;
      this.transportPort = transportPort;
    }
  }

  private TestCluster(Path folder, String heap) {
    this.folder = folder;
    this.home = folder.resolve("opensearch");
    this.heap = heap;
  }

  /// The three nodes that the tests of one process share.
  public static synchronized TestCluster shared() {
    if (shared == null) {
      TestCluster started = start(3, "512m");
      Runtime.getRuntime().addShutdownHook(new Thread(started::close));
      shared = started;
    }
    return shared;
  }

  /// Starts a cluster and waits until it is whole.
  ///
  /// @param heap of each node, such as `512m`
  public static TestCluster start(int size, String heap) {
    try {
      Path folder = Files.createTempDirectory("pictor-opensearch");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      TestCluster cluster = new TestCluster(folder, heap);
      cluster.install();
      List<Integer> ports = freePorts(2 * size);
      for (int i = 0; i < size; i++) {
        String name = "n" + (i + 1);
        cluster.nodes.add(
            new Node(name, folder.resolve(name), ports.get(2 * i), ports.get(2 * i + 1)));
      }
      for (int i = 0; i < size; i++) {
        cluster.configure(cluster.nodes.get(i));
        cluster.startNode(i);
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

  private void configure(Node node) throws IOException {
    Path config = Files.createDirectories(node.folder.resolve("config"));
    for (String each : List.of("data", "logs", "tmp")) {
      Files.createDirectories(node.folder.resolve(each));
    }
    Files.copy(home.resolve("config/log4j2.properties"), config.resolve("log4j2.properties"));
    Files.copy(home.resolve("config/fips_java.security"), config.resolve("fips_java.security"));
    List<String> options =
        Files.readAllLines(home.resolve("config/jvm.options")).stream()
            // These name files below the working folder, which is not the node's.
            .filter(line -> !line.contains("logs/") && !line.contains("HeapDump"))
            .toList();
    Files.write(config.resolve("jvm.options"), options);
    List<String> seeds = nodes.stream().map(each -> "127.0.0.1:" + each.transportPort).toList();
    Files.writeString(
        config.resolve("opensearch.yml"),
        """
        cluster.name: %s
        node.name: %s
        network.host: 127.0.0.1
        http.port: %d
        transport.port: %d
        discovery.seed_hosts: %s
        cluster.initial_cluster_manager_nodes: [n1]
        path.data: %s
        path.logs: %s
        cluster.routing.allocation.disk.threshold_enabled: false
        """
            .formatted(
                folder.getFileName(),
                node.name,
                node.httpPort,
                node.transportPort,
                seeds,
                node.folder.resolve("data"),
                node.folder.resolve("logs")));
    if (isRoot()) {
      give(node.folder);
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static void give(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path each : (Iterable<Path>) files::iterator) {
        Files.setAttribute(each, "unix:uid", NOBODY);
        Files.setAttribute(each, "unix:gid", NOBODY);
      }
    }
  }

  /// Starts a node, for the first time or again, and waits for nothing.
  ///
  /// @param number from 0
  public void startNode(int number) {
    Node node = nodes.get(number);
    List<String> command = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL"));
    if (isRoot()) {
      command.addAll(List.of("--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
    }
    command.add(home.resolve("bin/opensearch").toString());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(folder.resolve(node.name + ".log").toFile()));
    builder.directory(node.folder.toFile());
    builder.environment().put("OPENSEARCH_PATH_CONF", node.folder.resolve("config").toString());
    builder.environment().put("OPENSEARCH_TMPDIR", node.folder.resolve("tmp").toString());
    builder.environment().put("OPENSEARCH_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("OPENSEARCH_JAVA_OPTS", "-Xms%s -Xmx%s".formatted(heap, heap));
    try {
      node.process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Ends a node as a power cut would.
  public void killNode(int number) {
    end(nodes.get(number), true);
  }

  /// Has a node end by itself.
  public void stopNode(int number) {
    end(nodes.get(number), false);
  }

  private static void end(Node node, boolean killed) {
    Process process = node.process;
    if (process != null) {
      Process _ = killed ? process.destroyForcibly() : gentle(process);
      boolean interrupted = false;
      while (true) {
        try {
          int _ = process.waitFor();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Process gentle(Process process) {
    process.destroy();
    return process;
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
      Node node = nodes.get(next++ % nodes.size());
      if (node.process != null && !node.process.isAlive() && next <= nodes.size()) {
        throw new IllegalStateException("a node ended: see " + folder.resolve(node.name + ".log"));
      }
      if (answers(node, path)) {
        return;
      }
    }
    throw new IllegalStateException("not so after %d s: %s".formatted(PATIENCE_SECONDS, path));
  }

  private boolean answers(Node node, String path) {
    try {
      var answer =
          http.send(
              HttpRequest.newBuilder(uri(node).resolve(path)).build(), BodyHandlers.ofString());
      return answer.statusCode() == 200 && answer.body().contains("\"timed_out\":false");
    } catch (IOException notListeningYet) {
      pause(node);
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Gives the node a moment, unless it ends meanwhile.
  private static void pause(Node node) {
    Process process = node.process;
    if (process == null) {
      return;
    }
    try {
      boolean _ = process.waitFor(200, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static URI uri(Node node) {
    return URI.create("http://127.0.0.1:" + node.httpPort);
  }

  /// The addresses of all nodes.
  public List<URI> addresses() {
    return nodes.stream().map(TestCluster::uri).toList();
  }

  /// A store in the cluster whose indexes have this prefix.
  public OpenSearchConfig config(String prefix) {
    return OpenSearchConfig.of(addresses()).withPrefix(prefix);
  }

  /// Kills all nodes and deletes their files.
  @Override
  public void close() {
    nodes.forEach(node -> end(node, true));
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(each -> each.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
