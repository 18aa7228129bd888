package dev.pictor.page;

import ai.onnxruntime.OrtEnvironment;
import java.util.concurrent.CountDownLatch;

/// Keeps every model from being loaded until it is closed, as a slow disk would: it holds the lock
/// without which ONNX Runtime opens no session. What is loaded already goes on.
public final class HeldRuntime implements AutoCloseable {

  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  private HeldRuntime() {}

  /// Returns once no model can be loaded any more.
  public static HeldRuntime hold() {
    HeldRuntime runtime = new HeldRuntime();
    Thread.ofPlatform().name("hold-runtime").daemon().start(runtime::keep);
    await(runtime.held);
    return runtime;
  }

  @SuppressWarnings(
      "LockOnNonEnclosingClassLiteral") // to keep the class from being used is the aim
  private void keep() {
    synchronized (OrtEnvironment.class) {
      held.countDown();
      await(released);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the runtime is held", e);
    }
  }

  /// Lets models be loaded; more than once has no effect.
  public void release() {
    released.countDown();
  }

  @Override
  public void close() {
    release();
  }
}
