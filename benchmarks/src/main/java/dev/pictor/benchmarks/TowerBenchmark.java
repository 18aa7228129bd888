package dev.pictor.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The rate of a picture tower alone, on ready tensors: the ceiling of any pipeline. Prints one
/// line of JSON.
final class TowerBenchmark {

  private static final int THREADS = 2;
  private static final int BUNDLED_SIZE = 260;
  private static final String BUNDLED = "/dev/pictor/models/pocket/picture.onnx";

  private TowerBenchmark() {}

  /// @param args 1 for batches of 16 on a session of two threads, 2 for two callers of a session
  ///   whose runs have one thread each, a picture a run; the number of pictures; and, for another
  ///   tower than the bundled one, its file and the width of its pictures
  public static void main(String[] args) throws Exception {
    int callers = Integer.parseInt(args[0]);
    int batch = callers == 1 ? 16 : 1;
    int runs = Integer.parseInt(args[1]) / batch / callers;
    int size = args.length > 2 ? Integer.parseInt(args[3]) : BUNDLED_SIZE;
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(THREADS / callers);
      options.setInterOpNumThreads(1);
      try (OrtSession session =
              args.length > 2
                  ? environment.createSession(args[2], options)
                  : environment.createSession(bundled(), options);
          OnnxTensor pixels = pixels(environment, batch, size)) {
        run(session, pixels, 2);
        Stopwatch watch = Stopwatch.started();
        runOnThreads(callers, () -> run(session, pixels, runs));
        Stopwatch.Reading taken = watch.read();
        System.out.printf(
            Locale.ROOT,
            "{\"pictures\": %d, \"seconds\": %.4f, \"cpu\": %.4f}%n",
            runs * batch * callers,
            taken.seconds(),
            taken.processorSeconds());
      }
    }
  }

  private static void runOnThreads(int callers, Callable<Integer> work) throws Exception {
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      tasks.add(work);
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      for (Future<Integer> done : threads.invokeAll(tasks)) {
        done.get();
      }
    }
  }

  private static int run(OrtSession session, OnnxTensor pixels, int runs) throws OrtException {
    for (int i = 0; i < runs; i++) {
      session.run(Map.of("pixel_values", pixels)).close();
    }
    return runs;
  }

  private static OnnxTensor pixels(OrtEnvironment environment, int batch, int size)
      throws OrtException {
    float[] values = new float[batch * 3 * size * size];
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat(-1, 1);
    }
    return OnnxTensor.createTensor(
        environment, FloatBuffer.wrap(values), new long[] {batch, 3, size, size});
  }

  private static byte[] bundled() throws IOException {
    try (InputStream in = TowerBenchmark.class.getResourceAsStream(BUNDLED)) {
      return Objects.requireNonNull(in, BUNDLED).readAllBytes();
    }
  }
}
