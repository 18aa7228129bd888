package dev.pictor.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.LongBuffer;
import java.util.Map;
import java.util.Random;

/// The time of a text tower alone, on ready token ids, one text a run: what any answer to a query
/// takes at least. Prints one line of JSON.
final class TextTowerBenchmark {

  private static final int FIRST = 49406;
  private static final int LAST = 49407;
  private static final int WARM = 20;

  private TextTowerBenchmark() {}

  /// @param args the file of the tower, the threads of a run, the number of tokens, and of runs
  public static void main(String[] args) throws Exception {
    int tokens = Integer.parseInt(args[2]);
    int runs = Integer.parseInt(args[3]);
    Random random = new Random(1);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(Integer.parseInt(args[1]));
      options.setInterOpNumThreads(1);
      try (OrtSession session = environment.createSession(args[0], options)) {
        Times times = new Times(runs);
        for (int i = -WARM; i < runs; i++) {
          LongBuffer ids = LongBuffer.wrap(ids(random, tokens));
          long start = System.nanoTime();
          try (OnnxTensor tensor = OnnxTensor.createTensor(environment, ids, shape(tokens))) {
            session.run(Map.of("input_ids", tensor)).close();
          }
          if (i >= 0) {
            times.add(start);
          }
        }
        System.out.printf("{%s}%n", times.json());
      }
    }
  }

  private static long[] shape(int tokens) {
    return new long[] {1, tokens};
  }

  private static long[] ids(Random random, int tokens) {
    long[] ids = random.longs(tokens, 1, FIRST).toArray();
    ids[0] = FIRST;
    ids[tokens - 1] = LAST;
    return ids;
  }
}
