package dev.pictor.clip;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// Keeps ONNX Runtime from reporting to its makers. Thread-safe.
///
/// On Linux and macOS it does so by default, from the moment its environment is created, and its
/// own switch exists only afterwards. On the way there it matches the command line of the process
/// with a backtracking regular expression: a class path of some four thousand characters overflows
/// the thread's native stack, and the JVM dies without a word. Only an environment variable
/// prevents both, and Java cannot set one without the C library.
@SuppressWarnings("restricted") // native access is the point of this class
final class RuntimeTelemetry {

  static final String VARIABLE = "ORT_DISABLE_TELEMETRY";

  private static final int KEEP_WHAT_IS_SET = 0;

  private RuntimeTelemetry() {}

  private static final class Once {
    static final boolean OFF = setVariable();
  }

  /// To be called before the first use of ONNX Runtime; whoever set the variable is obeyed.
  ///
  /// @return whether the variable is set; not so on Windows, where nothing of this is the case
  static boolean switchOff() {
    return Once.OFF;
  }

  private static boolean setVariable() {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> setenv = linker.defaultLookup().find("setenv");
    if (setenv.isEmpty()) {
      return false;
    }
    MethodHandle call =
        linker.downcallHandle(
            setenv.get(), FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      int status =
          (int)
              call.invokeExact(
                  arena.allocateFrom(VARIABLE), arena.allocateFrom("1"), KEEP_WHAT_IS_SET);
      return status == 0;
    } catch (Error | RuntimeException failed) {
      throw failed;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
