package dev.pictor.clip;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.pictor.clip.ComputeDevice.Plan;
import dev.pictor.clip.ComputeDevice.Work;
import dev.pictor.error.BrokenModel;
import dev.pictor.error.Unavailable;
import java.lang.foreign.Arena;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/// One ONNX graph, run by any number of threads at once. Thread-safe; to be called on platform
/// threads only, because native frames pin virtual ones.
///
/// The lock exists for [#rest] and [#close]: many runs share it, closing waits for the last of
/// them.
final class OnnxGraph implements AutoCloseable {

  /// Where a graph is and how it runs.
  ///
  /// @param sha256 expected of the file
  record Source(BundleFiles files, String path, String sha256, ComputeDevice device, Work work) {
    String place() {
      return files.place(path);
    }
  }

  private final Source source;
  private final Plan plan;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  @GuardedBy("lock")
  private @Nullable OrtSession session; // null while it rests

  @GuardedBy("lock")
  private boolean closed;

  private OnnxGraph(Source source, Plan plan, OrtSession session) {
    this.source = source;
    this.plan = plan;
    this.session = session;
  }

  /// @param weightBytes of the graph, with what lies in files beside it
  /// @throws BrokenModel naming the file when it is missing, damaged or not a graph
  static OnnxGraph open(Source source, long weightBytes) {
    Plan plan = source.device().plan(source.work(), weightBytes);
    return new OnnxGraph(source, plan, session(source, plan));
  }

  static OrtEnvironment environment() {
    boolean _ = RuntimeTelemetry.switchOff();
    boolean _ = RuntimeLibraries.provide();
    return OrtEnvironment.getEnvironment();
  }

  /// A file of the file system is opened by its path: its bytes are not held twice meanwhile, and
  /// its weights may lie in files beside it.
  private static OrtSession session(Source source, Plan plan) {
    Optional<Path> file = source.files().path(source.path());
    try (Arena arena = Arena.ofConfined();
        SessionOptions options = source.device().options(plan)) {
      if (file.isPresent()) {
        CheckedFile.check(source.files(), source.path(), source.sha256());
        return environment().createSession(file.get().toString(), options);
      }
      return environment()
          .createSession(
              CheckedFile.direct(source.files(), source.path(), source.sha256(), arena), options);
    } catch (OrtException e) {
      throw new BrokenModel(source.place() + ": not a graph that can be run: " + e.getMessage(), e);
    }
  }

  /// Checks that the graph has these inputs and this output.
  void require(Set<String> inputs, String output) {
    read(
        open -> {
          Set<String> actual = open.getInputInfo().keySet();
          if (!actual.equals(inputs)) {
            throw new BrokenModel(
                "%s: inputs %s (expected: %s)"
                    .formatted(place(), new TreeSet<>(actual), new TreeSet<>(inputs)));
          }
          if (!open.getOutputInfo().containsKey(output)) {
            throw new BrokenModel(
                "%s: outputs %s (expected: %s)"
                    .formatted(place(), open.getOutputInfo().keySet(), output));
          }
          return output;
        });
  }

  /// Number type and shape of an input; a side that is free is -1.
  ///
  /// @throws BrokenModel when it is no tensor
  TensorInfo input(String name) {
    return read(
        open -> {
          NodeInfo info = open.getInputInfo().get(name);
          if (info != null && info.getInfo() instanceof TensorInfo tensor) {
            return tensor;
          }
          throw new BrokenModel("%s: input %s (expected: a tensor)".formatted(place(), name));
        });
  }

  /// How many may share a run with gain, and whether there is but one run at a time.
  Plan plan() {
    return plan;
  }

  /// Runs the graph; waits for as many cores as it needs.
  ///
  /// @param expected number of floats in the output
  /// @throws Unavailable when closed
  /// @throws OrtException when the run fails
  float[] run(Map<String, OnnxTensor> inputs, String output, int expected) throws OrtException {
    plan.cores().acquireUninterruptibly(plan.threads());
    try {
      return with(open -> run(open, inputs, output, expected));
    } finally {
      plan.cores().release(plan.threads());
    }
  }

  private float[] run(OrtSession open, Map<String, OnnxTensor> inputs, String output, int expected)
      throws OrtException {
    try (OrtSession.Result result = open.run(inputs, Set.of(output))) {
      FloatBuffer floats = ((OnnxTensor) result.get(0)).getFloatBuffer();
      if (floats == null || floats.remaining() != expected) {
        throw new BrokenModel(
            "%s: %s has %s numbers (expected: %d)"
                .formatted(place(), output, floats == null ? "no" : floats.remaining(), expected));
      }
      float[] values = new float[expected];
      floats.get(values);
      return values;
    }
  }

  private interface SessionWork<T> {
    T with(OrtSession open) throws OrtException;
  }

  private <T> T read(SessionWork<T> work) {
    try {
      return with(work);
    } catch (OrtException e) {
      throw new BrokenModel(place() + ": " + e.getMessage(), e);
    }
  }

  private <T> T with(SessionWork<T> work) throws OrtException {
    lock.readLock().lock();
    try {
      if (!closed && session != null) {
        return work.with(session);
      }
    } finally {
      lock.readLock().unlock();
    }
    wake();
    return with(work);
  }

  private void wake() {
    lock.writeLock().lock();
    try {
      if (closed) {
        throw new Unavailable("model: closed (expected: an open model)");
      }
      if (session == null) {
        session = session(source, plan);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  String place() {
    return source.place();
  }

  /// Frees the memory, unless the graph is in use; the next run opens the file again.
  void rest() {
    // To wait here would hold up who runs next, and take away what was opened for a run just now.
    if (!lock.writeLock().tryLock()) {
      return;
    }
    try {
      if (session != null) {
        session.close();
        session = null;
      }
    } catch (OrtException e) {
      throw new IllegalStateException(place() + ": cannot be closed", e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /// Waits for runs under way. Closing twice does nothing.
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      closed = true;
      rest();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
