package dev.pictor.clip;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.pictor.error.InvalidRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// On what hardware the graphs run.
///
/// @param device number of the card, from 0; of no meaning on the processor
/// @param threadsPerRun threads that share one run on the processor, at least 1
public record Execution(Provider provider, int device, int threadsPerRun) {

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

    /// @throws InvalidRequest naming the known words
    public static Provider of(String word) {
      return Stream.of(values())
          .filter(each -> each.word().equals(word))
          .findFirst()
          .orElseThrow(
              () ->
                  new InvalidRequest(
                      "execution-provider: %s (expected: one of %s)".formatted(word, words())));
    }

    private static List<String> words() {
      return Stream.of(values()).map(Provider::word).toList();
    }
  }

  public Execution {
    if (device < 0 || threadsPerRun < 1) {
      throw new IllegalArgumentException(
          "device, threadsPerRun: %d, %d (expected: at least 0 and 1)"
              .formatted(device, threadsPerRun));
    }
  }

  /// One thread of the processor for each run: right where as many callers as cores come.
  public static Execution processor() {
    return new Execution(Provider.CPU, 0, 1);
  }

  public Execution withThreadsPerRun(int threads) {
    return new Execution(provider, device, threads);
  }

  /// Checks that the native library of this process knows the provider. To be called on a platform
  /// thread.
  ///
  /// @throws InvalidRequest naming what it knows
  public void requireAvailable() {
    OnnxGraph.environment();
    Set<OrtProvider> known = ai.onnxruntime.OrtEnvironment.getAvailableProviders();
    if (!known.contains(provider.runtime)) {
      throw new InvalidRequest(
          "execution-provider: %s is not in the ONNX Runtime of this program (it has: %s). Start the"
                  .formatted(
                      provider.word(),
                      Stream.of(Provider.values())
                          .filter(each -> known.contains(each.runtime))
                          .map(Provider::word)
                          .toList())
              + " program that was built with that runtime (for CUDA: ./mvnw package -Pgpu), or"
              + " leave the setting out.");
    }
  }

  /// No spinning, which takes the time of other threads on shared cores.
  SessionOptions options() throws OrtException {
    SessionOptions options = new SessionOptions();
    options.setOptimizationLevel(OptLevel.ALL_OPT);
    options.setIntraOpNumThreads(threadsPerRun);
    options.setInterOpNumThreads(1);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    switch (provider) {
      case CPU -> {}
      case CUDA -> options.addCUDA(device);
      case COREML -> options.addCoreML();
      case DIRECTML -> options.addDirectML(device);
    }
    return options;
  }
}
