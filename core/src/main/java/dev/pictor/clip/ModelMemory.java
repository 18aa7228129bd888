package dev.pictor.clip;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/// How much memory the models of a process may take.
///
/// @param budgetBytes for the graphs of all loaded models, by the size of their files; a model that
///   needs more has the ones leave that were used least recently. A single model is loaded whatever
///   it needs
/// @param pictureRest how long after its last picture the picture tower of a model leaves memory
///   until its next one; texts are answered meanwhile. Zero keeps it
public record ModelMemory(long budgetBytes, Duration pictureRest) {

  private static final Duration USUAL_REST = Duration.ofMinutes(10);

  public ModelMemory {
    if (budgetBytes < 1 || pictureRest.isNegative()) {
      throw new IllegalArgumentException(
          "budgetBytes, pictureRest: %d, %s (expected: above 0, not negative)"
              .formatted(budgetBytes, pictureRest));
    }
  }

  /// Half of the memory that the machine, or the container, has beside this process's heap.
  public static ModelMemory defaults() {
    long machine =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : 4L << 30;
    long besideHeap = machine - Runtime.getRuntime().maxMemory();
    return new ModelMemory(Math.max(1 << 28, besideHeap / 2), USUAL_REST);
  }
}
