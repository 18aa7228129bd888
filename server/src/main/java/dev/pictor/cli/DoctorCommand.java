package dev.pictor.cli;

import dev.pictor.clip.ClipModel;
import dev.pictor.clip.EmbeddingService;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.clip.RemoteModel;
import dev.pictor.endpoint.EndpointModel;
import dev.pictor.endpoint.EndpointSettings;
import dev.pictor.files.DataFolder;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureLimits;
import dev.pictor.server.ConfigSources;
import dev.pictor.server.ServerCertificate;
import dev.pictor.server.ServerConfig;
import dev.pictor.server.Transport;
import dev.pictor.vector.VectorKernels;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

@Command(
    name = "doctor",
    header = "Check this machine and say what to do.",
    footer = {
      "",
      "Examples:",
      "  pictor doctor",
      "  pictor doctor --data /mnt/big/pictor --json",
      "",
      "Exit codes: 0 all well, 1 something is wrong, 2 wrong command line."
    })
final class DoctorCommand implements Callable<Integer> {

  private static final long NEEDED_DISK_BYTES = 1L << 30;
  private static final long NEEDED_HEAP_BYTES = 512L << 20;

  @Mixin DataOptions place = new DataOptions();

  @Option(names = "--json", description = "Print JSON, for scripts.")
  boolean json;

  @Override
  public Integer call() {
    ServerConfig config =
        ConfigSources.resolve(
            Optional.ofNullable(place.config),
            Connection.settings(System.getenv()),
            place.data == null
                ? java.util.Map.of()
                : java.util.Map.of("data", place.data.toString()));
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(simd());
    findings.add(natives());
    findings.add(memory());
    findings.add(disk(config.data()));
    Optional<DataFolder.Holder> holder = DataFolder.holder(config.data());
    findings.add(dataFolder(config.data(), holder));
    findings.add(port(config, holder));
    if (config.transport().isEncrypted()) {
      findings.add(Finding.guarded("TLS", "certificate", () -> certificate(config.transport())));
    }
    findings.add(
        config
            .embedder()
            .map(
                settings ->
                    Finding.guarded(
                        "embedder", settings.url().toString(), () -> embedder(settings)))
            .orElseGet(
                () -> Finding.guarded("model", config.model(), () -> model(config.model()))));
    findings.addAll(FollowerFindings.of(config, holder));
    print(findings);
    return findings.stream().allMatch(Finding::isWell) ? ExitCode.OK : ExitCode.FAILED;
  }

  private void print(List<Finding> findings) {
    if (json) {
      ArrayNode array = JsonMapper.shared().createArrayNode();
      for (Finding finding : findings) {
        array
            .addObject()
            .put("what", finding.what())
            .put("found", finding.found())
            .put("well", finding.isWell())
            .put("advice", finding.advice());
      }
      System.out.println(array.toPrettyString());
      return;
    }
    for (Finding finding : findings) {
      System.out.printf(
          "%-4s %-14s %s%n", finding.isWell() ? "ok" : "!!", finding.what(), finding.found());
      if (!finding.isWell()) {
        System.out.printf("     %-14s %s%n", "", finding.advice());
      }
    }
  }

  private static Finding java() {
    Runtime.Version version = Runtime.version();
    String found = "%s, %s".formatted(version, System.getProperty("java.home", ""));
    boolean recent =
        version.feature() > 25
            || (version.feature() == 25 && version.compareTo(Runtime.Version.parse("25.0.3")) >= 0);
    return recent
        ? Finding.well("JDK", found)
        : new Finding("JDK", found, "Install JDK 25.0.3 or newer.");
  }

  private static Finding simd() {
    return VectorKernels.simd()
        ? Finding.well("SIMD", "on")
        : new Finding(
            "SIMD", "off", "Start with --add-modules jdk.incubator.vector, as ./pictor does.");
  }

  private static Finding natives() {
    return PictureDecoder.nativeCodec()
        ? Finding.well("fast decoding", "JPEG and WebP by native code")
        : new Finding(
            "fast decoding",
            "pure Java only",
            "Works, but large JPEGs decode several times slower. Start with --enable-native-access=ALL-UNNAMED, as ./pictor"
                + " does, on Linux, macOS or 64-bit Windows.");
  }

  private static Finding memory() {
    long heap = Runtime.getRuntime().maxMemory();
    long machine =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : 0;
    String found =
        "%d cores, %s, heap up to %s"
            .formatted(
                Runtime.getRuntime().availableProcessors(), gigabytes(machine), gigabytes(heap));
    return heap >= NEEDED_HEAP_BYTES
        ? Finding.well("machine", found)
        : new Finding("machine", found, "Give it more: PICTOR_JAVA_OPTS=-Xmx1g");
  }

  private static Finding disk(Path data) {
    Path existing = data.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    try {
      long free = Files.getFileStore(existing).getUsableSpace();
      String found = "%s free at %s".formatted(gigabytes(free), existing);
      return free >= NEEDED_DISK_BYTES
          ? Finding.well("disk", found)
          : new Finding("disk", found, "Make room, or choose another place with --data FOLDER.");
    } catch (IOException e) {
      return new Finding(
          "disk", "%s: %s".formatted(existing, e), "Choose another place with --data FOLDER.");
    }
  }

  private static Finding dataFolder(Path data, Optional<DataFolder.Holder> holder) {
    if (holder.isPresent()) {
      return Finding.well(
          "data folder",
          "%s, in use by process %d%s"
              .formatted(
                  data,
                  holder.get().pid(),
                  holder.get().url().isEmpty() ? "" : " at " + holder.get().url()));
    }
    if (!Files.exists(data)) {
      return Finding.well("data folder", data + ", made at the first start");
    }
    return Files.isWritable(data)
        ? Finding.well("data folder", data + ", free")
        : new Finding(
            "data folder", data + " cannot be written", "Change its rights, or use --data FOLDER.");
  }

  private static Finding port(ServerConfig config, Optional<DataFolder.Holder> holder) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(config.host()), config.port()));
      return Finding.well("port", config.port() + " free");
    } catch (IOException e) {
      return holder.isPresent()
          ? Finding.well("port", config.port() + " in use, Pictor is running")
          : new Finding(
              "port",
              config.port() + " in use by another program",
              "Stop it, or start with --port 9002.");
    }
  }

  private static Finding model(String name) {
    long start = System.nanoTime();
    try (ClipModel model = ModelCatalog.onClassPath().load(name)) {
      model.selfTest();
      return Finding.well(
          "model",
          "%s %s, self-test passed in %d ms"
              .formatted(
                  name,
                  model.fingerprint().abbreviated(),
                  (System.nanoTime() - start) / 1_000_000));
    }
  }

  /// Asks the service that is to compute vectors for one.
  private static Finding embedder(EndpointSettings settings) {
    PictureDecoder decoder = new PictureDecoder(PictureLimits.defaults());
    long start = System.nanoTime();
    try (EndpointModel remote = EndpointModel.of(settings, decoder);
        EmbeddingService service = remote.reach()) {
      var _ = service.texts(List.of("photo"));
      RemoteModel.Status status = remote.status();
      return Finding.well(
          "embedder",
          "%s (%s): %s, dimension %d, fingerprint %s (%s), answered in %d ms"
              .formatted(
                  status.url(),
                  status.kind(),
                  remote.name(),
                  service.model().dimension(),
                  service.model().fingerprint().abbreviated(),
                  status.origin(),
                  (System.nanoTime() - start) / 1_000_000));
    }
  }

  private static Finding certificate(Transport transport) {
    Instant until = ServerCertificate.of(transport).orElseThrow().until();
    return until.isAfter(Instant.now())
        ? Finding.well("TLS", "certificate until " + until)
        : new Finding(
            "TLS", "certificate ended " + until, "Have a new one made; clients refuse it.");
  }

  private static String gigabytes(long bytes) {
    return "%.1f GB".formatted(bytes / 1e9);
  }
}
