package dev.pictor.server;

import static io.pinecone.commons.IndexInterface.buildUpsertVectorWithUnsignedIndices;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.pinecone.clients.Index;
import io.pinecone.clients.Pinecone;
import io.pinecone.configs.PineconeConfig;
import io.pinecone.configs.PineconeConnection;
import io.pinecone.proto.Vector;
import io.pinecone.unsigned_indices_model.VectorWithUnsignedIndices;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many clients at once, each the published Java client with a connection of its own: no call
/// fails, every read sees the writes before it, no write is lost. Prints how long calls took and
/// the memory of the program. Run by `-Plong`; `-Dload.seconds=N` for another duration.
@Tag("load")
class PineconeLoadTest {

  private static final int CLIENTS = 64;
  private static final int DIMENSION = 512;
  private static final int BATCH = 100;
  private static final int BATCHES = 10; // of each client: its records are written over and over
  private static final long SECONDS = Long.getLong("load.seconds", 300);
  private static final String INDEX = "load";

  private enum Call {
    UPSERT,
    QUERY,
    FETCH
  }

  private static final List<Call> CALLS = List.of(Call.values());

  @TempDir private Path folder;

  /// One client: what it wrote last, and how long its calls took.
  private static final class Client implements Callable<Map<Call, List<Long>>> {
    private final int number;
    private final Index index;
    private final Random random;
    private final long[] versions = new long[BATCHES]; // of what was acknowledged; 0 for nothing
    private final Map<Call, List<Long>> nanos = new EnumMap<>(Call.class);

    Client(int number, Index index) {
      this.number = number;
      this.index = index;
      this.random = new Random(number);
      Arrays.stream(Call.values()).forEach(call -> nanos.put(call, new ArrayList<>()));
    }

    @Override
    public Map<Call, List<Long>> call() {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      while (System.nanoTime() < end) {
        Call call = CALLS.get(random.nextInt(CALLS.size()));
        int batch = random.nextInt(BATCHES);
        Runnable work =
            switch (call) {
              case UPSERT -> upsert(batch);
              case QUERY -> query();
              case FETCH -> () -> requireWritten(batch);
            };
        long start = System.nanoTime();
        work.run();
        nanos.getOrDefault(call, new ArrayList<>()).add(System.nanoTime() - start);
      }
      return nanos;
    }

    private String id(int batch, int place) {
      return "c%d-%d-%d".formatted(number, batch, place);
    }

    private Runnable upsert(int batch) {
      long version = versions[batch] + 1;
      Struct metadata =
          Struct.newBuilder()
              .putFields("version", Value.newBuilder().setNumberValue((double) version).build())
              .build();
      List<VectorWithUnsignedIndices> records =
          IntStream.range(0, BATCH)
              .mapToObj(
                  place ->
                      buildUpsertVectorWithUnsignedIndices(
                          id(batch, place), vector(), null, null, metadata))
              .toList();
      return () -> {
        assertThat(index.upsert(records, "").getUpsertedCount()).isEqualTo(BATCH);
        versions[batch] = version;
      };
    }

    private Runnable query() {
      List<Float> vector = vector();
      return () -> assertThat(index.queryByVector(10, vector).getMatchesList()).isNotNull();
    }

    private List<Float> vector() {
      return random.doubles(DIMENSION).mapToObj(value -> (float) value - 0.5f).toList();
    }

    void requireWritten(int batch) {
      Map<String, Vector> found =
          index
              .fetch(IntStream.range(0, BATCH).mapToObj(place -> id(batch, place)).toList())
              .getVectorsMap();
      assertThat(found).hasSize(versions[batch] == 0 ? 0 : BATCH);
      assertThat(found.values())
          .allMatch(
              each ->
                  each.getMetadata().getFieldsOrThrow("version").getNumberValue()
                      == versions[batch]);
    }
  }

  @Test
  void manyClientsAtOnceLoseNothing() throws Exception {
    int port = freePort();
    List<String> arguments =
        List.of(
            "serve",
            "--data",
            folder.resolve("data").toString(),
            "--port",
            "0",
            "--pinecone-port",
            Integer.toString(port),
            "--no-browser");
    try (RunningProgram program = RunningProgram.start(arguments)) {
      program.awaitListening();
      program.awaitModel();
      String host =
          new Pinecone.Builder("any-key")
              .withHost("http://127.0.0.1:" + port)
              .withTlsEnabled(false)
              .build()
              .createServerlessIndex(
                  INDEX, "cosine", DIMENSION, "aws", "us-east-1", "disabled", Map.of())
              .getHost();
      List<Client> clients =
          IntStream.range(0, CLIENTS)
              .mapToObj(number -> new Client(number, connect(host)))
              .toList();
      ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
      long before = residentMegabytes(program);
      List<Map<Call, List<Long>>> times = run(clients, failures);
      assertThat(failures).isEmpty();
      for (Client each : clients) {
        IntStream.range(0, BATCHES).forEach(each::requireWritten);
        each.index.close();
      }
      report(times, before, residentMegabytes(program));
    }
  }

  private static List<Map<Call, List<Long>>> run(
      List<Client> clients, ConcurrentLinkedQueue<Throwable> failures) throws Exception {
    List<Map<Call, List<Long>>> times = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Map<Call, List<Long>>> each : threads.invokeAll(clients)) {
        switch (each.state()) {
          case SUCCESS -> times.add(each.resultNow());
          case FAILED -> failures.add(each.exceptionNow());
          case RUNNING, CANCELLED ->
              failures.add(new IllegalStateException("a client ended early"));
        }
      }
    }
    return times;
  }

  /// A connection of its own; the client shares one among all that it gives out.
  private static Index connect(String host) {
    PineconeConfig config = new PineconeConfig("any-key");
    config.setHost(host);
    config.setTLSEnabled(false);
    return new Index(config, new PineconeConnection(config), INDEX);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void report(List<Map<Call, List<Long>>> times, long before, long after) {
    System.out.printf(
        Locale.ROOT,
        "%n%d clients, %d seconds, resident %d MB, then %d MB%n| call | number | a second | median | p99 | longest |%n|---|---|---|---|---|---|%n",
        CLIENTS,
        SECONDS,
        before,
        after);
    for (Call call : Call.values()) {
      List<Long> sorted =
          new ArrayList<>(
              times.stream().flatMap(each -> each.getOrDefault(call, List.of()).stream()).toList());
      Collections.sort(sorted);
      int count = sorted.size();
      System.out.printf(
          Locale.ROOT,
          "| %s | %d | %.1f | %.0f ms | %.0f ms | %.0f ms |%n",
          call,
          count,
          (double) count / SECONDS,
          sorted.get(count / 2) / 1e6,
          sorted.get(count * 99 / 100) / 1e6,
          sorted.getLast() / 1e6);
    }
  }

  /// 0 where the kernel does not say.
  private static long residentMegabytes(RunningProgram program) throws IOException {
    Path status = Path.of("/proc", Long.toString(program.pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }
}
