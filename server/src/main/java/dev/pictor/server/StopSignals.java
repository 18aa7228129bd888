package dev.pictor.server;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// Ends the process by itself when it is asked to end, once `work` is done; a second request ends
/// it at once.
///
/// The usual shutdown hook would be too late: ONNX Runtime has one of its own, which frees its
/// environment while all other hooks run, and a thread that loads a model at that moment crashes
/// the process. So signals are answered before the JVM begins to shut down, and no hook runs.
///
/// Java's only interface to signals is `sun.misc.Signal` of the module `jdk.unsupported`; javac has
/// no way to accept its use, so it is called by name.
final class StopSignals {

  private static final System.Logger LOG = System.getLogger(StopSignals.class.getName());

  private static final List<String> NAMES = List.of("TERM", "INT", "HUP");
  private static final int BY_SIGNAL = 128; // and its number: the exit code that shells expect

  private StopSignals() {}

  static void answer(Runnable work) {
    AtomicBoolean stopping = new AtomicBoolean();
    for (String name : NAMES) {
      try {
        handle(
            name,
            number -> {
              if (stopping.compareAndSet(false, true)) {
                work.run();
              }
              Runtime.getRuntime().halt(BY_SIGNAL + number);
            });
      } catch (InvocationTargetException e) {
        // This platform has no such signal, or the JVM was told to leave it alone.
        LOG.log(System.Logger.Level.DEBUG, "signal is not answered name=" + name, e.getCause());
      } catch (ReflectiveOperationException e) {
        LOG.log(System.Logger.Level.WARNING, "signals are not answered", e);
      }
    }
  }

  private interface Handler {
    void answer(int number);
  }

  private static void handle(String name, Handler handler) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    Method number = signal.getMethod("getNumber");
    Object proxy =
        Proxy.newProxyInstance(
            StopSignals.class.getClassLoader(),
            new Class<?>[] {handlerType},
            (_, _, arguments) -> {
              handler.answer((Integer) number.invoke(arguments[0]));
              return null;
            });
    signal
        .getMethod("handle", signal, handlerType)
        .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
  }
}
