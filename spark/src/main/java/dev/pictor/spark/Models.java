package dev.pictor.spark;

import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkFiles;

/// The models of this process, each opened once, at its first use, and shared by all tasks. They
/// stay until the process ends. Thread-safe.
final class Models {

  private static final int LOCAL_JAVA = 25;
  private static final Map<String, RowModel> OPEN = new HashMap<>();

  private Models() {}

  /// @param threads cores that an executor has
  /// @param sent whether the model is a folder that was sent to the executors
  /// @throws JobFailed when this Java is too old for a model in the process
  static synchronized RowModel open(
      EmbedSpec spec, int threads, boolean sent, Configuration configuration)
      throws InterruptedException {
    String key = spec.server() + " " + spec.model() + " " + spec.privateAddresses();
    RowModel open = OPEN.get(key);
    if (open == null) {
      HadoopStorage storage = new HadoopStorage(configuration);
      open =
          spec.byServer()
              ? ServerModel.open(spec.server(), spec.model(), storage)
              : local(spec, threads, sent, storage);
      OPEN.put(key, open);
    }
    return open;
  }

  private static RowModel local(EmbedSpec spec, int threads, boolean sent, HadoopStorage storage) {
    if (Runtime.version().feature() < LOCAL_JAVA) {
      throw new JobFailed(
          "Java %s (expected: 25 or newer to embed on executors). Name a server that embeds: --server http://server:9001"
              .formatted(Runtime.version()));
    }
    String model = sent ? SparkFiles.get(new java.io.File(spec.model()).getName()) : spec.model();
    return LocalModel.open(model, threads, storage, spec.privateAddresses());
  }
}
