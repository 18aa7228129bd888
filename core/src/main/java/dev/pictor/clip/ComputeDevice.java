package dev.pictor.clip;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.Unavailable;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;

/// The hardware that the graphs of a process share. Thread-safe.
///
/// A run takes as many of the cores as it has threads, so that however many models and callers
/// there are, pictures keep no more threads busy than there are cores, and texts no more. Graphs of
/// many weights run on all cores, one run at a time, because their weights are read from memory
/// once for the whole run, and several pictures or texts that wait share it. Small ones run on one
/// core each, as many at a time as there are cores: sharing a short run costs more than it saves.
public final class ComputeDevice {

  /// Execution providers of ONNX Runtime that Pictor can ask for.
  public enum Provider {
    CPU(OrtProvider.CPU),
    CUDA(OrtProvider.CUDA),
    COREML(OrtProvider.CORE_ML),
    DIRECTML(OrtProvider.DIRECT_ML);

    private final OrtProvider runtime;

    Provider(OrtProvider runtime) {
      this.runtime = runtime;
    }

    /// As settings spell it.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static List<String> words(EnumSet<Provider> providers) {
      return providers.stream().map(Provider::word).toList();
    }
  }

  /// What is encoded; each kind has the cores for itself, so that a search does not wait behind an
  /// indexing run.
  enum Work {
    PICTURES(8),
    TEXTS(16);

    /// Beyond it a shared run answers more a second hardly, but each later.
    private final int mostTogether;

    Work(int mostTogether) {
      this.mostTogether = mostTogether;
    }
  }

  /// How one graph runs.
  ///
  /// @param threads of one run
  /// @param together most pictures or texts of one run
  /// @param cores of which a run takes `threads`
  record Plan(int threads, int together, Semaphore cores) {}

  private static final long MANY_WEIGHTS_BYTES = 100_000_000;

  private final Provider provider;
  private final int card;
  private final int threads;
  private final long manyWeightsBytes;
  private final Map<Work, Semaphore> cores = new EnumMap<>(Work.class);

  private ComputeDevice(Provider provider, int card, int threads, long manyWeightsBytes) {
    if (card < 0 || threads < 1) {
      throw new IllegalArgumentException(
          "card, threads: %d, %d (expected: at least 0 and 1)".formatted(card, threads));
    }
    this.provider = provider;
    this.card = card;
    this.threads = threads;
    this.manyWeightsBytes = manyWeightsBytes;
    for (Work work : Work.values()) {
      cores.put(work, new Semaphore(threads, true));
    }
  }

  /// The processor.
  ///
  /// @param threads to use of it, at least 1
  public static ComputeDevice processor(int threads) {
    return of(Provider.CPU, 0, threads);
  }

  /// The processor, where graphs of at least so many bytes run alone and on all threads.
  static ComputeDevice processor(int threads, long manyWeightsBytes) {
    return new ComputeDevice(Provider.CPU, 0, threads, manyWeightsBytes);
  }

  /// @param card number of the graphics card, from 0; of no meaning on the processor
  /// @param threads of the processor for what the card does not do, at least 1
  public static ComputeDevice of(Provider provider, int card, int threads) {
    return new ComputeDevice(provider, card, threads, MANY_WEIGHTS_BYTES);
  }

  public Provider provider() {
    return provider;
  }

  /// Threads of the processor that are used.
  public int threads() {
    return threads;
  }

  /// Checks that the native library of this process knows the provider. To be called on a platform
  /// thread.
  ///
  /// @throws InvalidRequest naming what it knows
  public void requireAvailable() {
    EnumSet<Provider> known = available();
    if (!known.contains(provider)) {
      throw new InvalidRequest(
          "execution-provider: %s is not in the ONNX Runtime of this program (it has: %s)."
                  .formatted(provider.word(), Provider.words(known))
              + " For CUDA build it with: ./mvnw package -Pgpu -DskipTests");
    }
  }

  private static EnumSet<Provider> available() {
    OnnxGraph.environment();
    EnumSet<OrtProvider> runtime = OrtEnvironment.getAvailableProviders();
    EnumSet<Provider> known = EnumSet.allOf(Provider.class);
    known.removeIf(each -> !runtime.contains(each.runtime));
    return known;
  }

  Plan plan(Work work, long weightBytes) {
    Semaphore shared = cores.get(work);
    if (shared == null) {
      throw new IllegalStateException("every work has its cores");
    }
    return provider == Provider.CPU && weightBytes < manyWeightsBytes
        ? new Plan(1, 1, shared)
        : new Plan(threads, work.mostTogether, shared);
  }

  /// No spinning, which takes the time of other threads on shared cores.
  ///
  /// @throws Unavailable when the machine lacks what the provider needs
  SessionOptions options(Plan plan) throws OrtException {
    SessionOptions options = new SessionOptions();
    options.setOptimizationLevel(OptLevel.ALL_OPT);
    options.setIntraOpNumThreads(plan.threads());
    options.setInterOpNumThreads(1);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    try {
      addProvider(options);
      return options;
    } catch (OrtException e) {
      options.close();
      throw new Unavailable(
          "execution-provider: %s cannot be used on this machine: %s (expected: its driver and libraries, and a card with number %d). Install them, or leave the setting out."
              .formatted(provider.word(), e.getMessage(), card),
          e);
    }
  }

  private void addProvider(SessionOptions options) throws OrtException {
    switch (provider) {
      case CPU -> {}
      case CUDA -> options.addCUDA(card);
      case COREML -> options.addCoreML();
      case DIRECTML -> options.addDirectML(card);
    }
  }
}
