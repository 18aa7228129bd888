package dev.pictor.clip;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.pictor.error.BrokenModel;
import dev.pictor.error.Unavailable;
import java.lang.foreign.Arena;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// One ONNX graph in memory, run by any number of threads at once. Thread-safe; to be called on
/// platform threads only, because native frames pin virtual ones.
///
/// The lock exists for [#close]: many runs share it, closing waits for the last of them.
final class OnnxGraph implements AutoCloseable {

  private final String place;
  private final OrtSession session;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  private OnnxGraph(String place, OrtSession session) {
    this.place = place;
    this.session = session;
  }

  /// @param sha256 expected of the file
  /// @throws BrokenModel naming the file when it is missing, damaged or not a graph
  static OnnxGraph open(BundleFiles files, String path, String sha256) {
    String place = files.place(path);
    try (Arena arena = Arena.ofConfined();
        SessionOptions options = options()) {
      return new OnnxGraph(
          place,
          environment().createSession(CheckedFile.direct(files, path, sha256, arena), options));
    } catch (OrtException e) {
      throw new BrokenModel(place + ": not a graph that can be run: " + e.getMessage(), e);
    }
  }

  static OrtEnvironment environment() {
    boolean _ = RuntimeTelemetry.switchOff();
    boolean _ = RuntimeLibraries.provide();
    return OrtEnvironment.getEnvironment();
  }

  /// One thread for each run, because the callers are as many as the cores; no spinning, which
  /// takes the time of other threads on shared cores.
  private static SessionOptions options() throws OrtException {
    SessionOptions options = new SessionOptions();
    options.setOptimizationLevel(OptLevel.ALL_OPT);
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    return options;
  }

  /// Checks that the graph has these inputs and this output.
  void require(Set<String> inputs, String output) {
    try {
      Set<String> actual = session.getInputInfo().keySet();
      if (!actual.equals(inputs)) {
        throw new BrokenModel(
            "%s: inputs %s (expected: %s)"
                .formatted(place, new TreeSet<>(actual), new TreeSet<>(inputs)));
      }
      if (!session.getOutputInfo().containsKey(output)) {
        throw new BrokenModel(
            "%s: outputs %s (expected: %s)"
                .formatted(place, session.getOutputInfo().keySet(), output));
      }
    } catch (OrtException e) {
      throw new BrokenModel(place + ": " + e.getMessage(), e);
    }
  }

  /// Runs the graph.
  ///
  /// @param expected number of floats in the output
  /// @throws Unavailable when closed
  /// @throws OrtException when the run fails
  float[] run(Map<String, OnnxTensor> inputs, String output, int expected) throws OrtException {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new Unavailable("model: closed (expected: an open model)");
      }
      try (OrtSession.Result result = session.run(inputs, Set.of(output))) {
        FloatBuffer floats = ((OnnxTensor) result.get(0)).getFloatBuffer();
        if (floats.remaining() != expected) {
          throw new BrokenModel(
              "%s: %s has %d numbers (expected: %d)"
                  .formatted(place, output, floats.remaining(), expected));
        }
        float[] values = new float[expected];
        floats.get(values);
        return values;
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  String place() {
    return place;
  }

  /// Waits for runs under way. Closing twice does nothing.
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException(place + ": cannot be closed", e);
    } finally {
      lock.writeLock().unlock();
    }
  }
}
