package dev.pictor.opensearch;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A node of a [TestCluster], in a process that can end and start again.
final class TestNode {

  private static final int NOBODY = 65_534;

  /// As OpenSearch's own file of options has it.
  private static final List<String> USUAL =
      List.of(
          "-XX:+UseG1GC",
          "-XX:G1ReservePercent=25",
          "-XX:InitiatingHeapOccupancyPercent=30",
          "-XX:+AlwaysPreTouch");

  /// Nodes that live for a minute or two on a few cores that they share are up sooner without the
  /// optimizing compiler, and with the collector that has no threads of its own.
  private static final List<String> QUICK = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final Path cluster;
  private final Path home;
  private final Path folder;
  private final String name;
  private final Machine machine;
  private final int httpPort;
  private final int transportPort;
  private @Nullable Process process;

  /// What the process of a node is.
  ///
  /// @param heap such as `512m`
  /// @param quick whether it starts sooner, and then does less each second
  record Machine(String heap, boolean quick) {}

  /// @param cluster folder of the cluster, which has the program in `opensearch`
  TestNode(Path cluster, String name, Machine machine, int httpPort, int transportPort) {
    this.cluster = cluster;
    this.home = cluster.resolve("opensearch");
    this.folder = cluster.resolve(name);
    this.name = name;
    this.machine = machine;
    this.httpPort = httpPort;
    this.transportPort = transportPort;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + httpPort);
  }

  /// What it wrote.
  Path log() {
    return cluster.resolve(name + ".log");
  }

  /// Makes its folder, once.
  ///
  /// @param nodes of the whole cluster
  void configure(List<TestNode> nodes) throws IOException {
    Path config = Files.createDirectories(folder.resolve("config"));
    for (String each : List.of("data", "logs", "tmp")) {
      Files.createDirectories(folder.resolve(each));
    }
    Files.copy(home.resolve("config/log4j2.properties"), config.resolve("log4j2.properties"));
    Files.copy(home.resolve("config/fips_java.security"), config.resolve("fips_java.security"));
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
                cluster.getFileName(),
                name,
                httpPort,
                transportPort,
                seeds,
                folder.resolve("data"),
                folder.resolve("logs")));
    if (isRoot()) {
      give(folder);
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

  /// Starts it, for the first time or again, and waits for nothing.
  void start() {
    List<String> command = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL"));
    if (isRoot()) {
      command.addAll(List.of("--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(machine.quick() ? QUICK : USUAL);
    command.addAll(java());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.directory(home.toFile());
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What OpenSearch's launcher comes to, without the processes that it asks first.
  private List<String> java() {
    return List.of(
        "-Xms" + machine.heap(),
        "-Xmx" + machine.heap(),
        "-XX:MaxDirectMemorySize=" + machine.heap(),
        "-XX:+UseCompactObjectHeaders",
        "-XX:-OmitStackTraceInFastThrow",
        "-Djava.awt.headless=true",
        "-Djava.locale.providers=SPI,CLDR",
        "-Djna.nosys=true",
        "-Dio.netty.noUnsafe=true",
        "-Dio.netty.noKeySetOptimization=true",
        "-Dio.netty.recycler.maxCapacityPerThread=0",
        "-Dlog4j.shutdownHookEnabled=false",
        "-Dlog4j2.disable.jmx=true",
        "-Dorg.apache.lucene.store.MMapDirectory.sharedArenaMaxPermits=1",
        "--add-modules=jdk.incubator.vector",
        "--add-opens=java.base/java.nio=ALL-UNNAMED",
        "-javaagent:" + home.resolve("agent/opensearch-agent.jar"),
        "-Djava.io.tmpdir=" + folder.resolve("tmp"),
        "-Dopensearch.path.home=" + home,
        "-Dopensearch.path.conf=" + folder.resolve("config"),
        "-Dopensearch.distribution.type=zip",
        "-Dopensearch.bundled_jdk=false",
        "-cp",
        home.resolve("lib") + "/*",
        "org.opensearch.bootstrap.OpenSearch");
  }

  boolean hasEnded() {
    return process != null && !process.isAlive();
  }

  /// @param killed as by a power cut, or else by itself
  void end(boolean killed) {
    Process running = process;
    if (running == null) {
      return;
    }
    if (killed) {
      Process _ = running.destroyForcibly();
    } else {
      running.destroy();
    }
    boolean interrupted = false;
    while (true) {
      try {
        int _ = running.waitFor();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Returns a moment later, or when it ends.
  void giveAMoment() {
    Process running = process;
    if (running == null) {
      return;
    }
    try {
      boolean _ = running.waitFor(200, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
