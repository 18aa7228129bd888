package dev.pictor.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// Time by the clock, and of all threads of this process on the processors.
record Stopwatch(long startNanos, long startProcessorNanos) {

  /// @param processorSeconds of all threads, the compiler's and the collector's too
  record Reading(double seconds, double processorSeconds) {}

  static Stopwatch started() {
    return new Stopwatch(System.nanoTime(), processorNanos());
  }

  Reading read() {
    return new Reading(
        (System.nanoTime() - startNanos) / 1e9, (processorNanos() - startProcessorNanos) / 1e9);
  }

  private static long processorNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
