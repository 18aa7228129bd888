package dev.pictor.server;

import dev.pictor.clip.ComputeDevice;
import dev.pictor.clip.ModelMemory;
import java.time.Duration;
import java.util.OptionalLong;

/// On what models run, and how much memory they may take.
///
/// @param threads for decoding and inference, in all
/// @param card number of the graphics card, from 0
/// @param modelMemoryBytes for all loaded models; empty for half of what the machine has beside the
///   heap
/// @param pictureRest after which a picture tower that had no picture leaves memory; zero keeps it
public record Compute(
    int threads,
    ComputeDevice.Provider provider,
    int card,
    OptionalLong modelMemoryBytes,
    Duration pictureRest) {

  /// The processor with all its cores.
  static Compute defaults() {
    return new Compute(
        Runtime.getRuntime().availableProcessors(),
        ComputeDevice.Provider.CPU,
        0,
        OptionalLong.empty(),
        ModelMemory.defaults().pictureRest());
  }

  ModelMemory memory() {
    return new ModelMemory(
        modelMemoryBytes.orElse(ModelMemory.defaults().budgetBytes()), pictureRest);
  }

  Compute withThreads(int value) {
    return new Compute(value, provider, card, modelMemoryBytes, pictureRest);
  }

  Compute withProvider(ComputeDevice.Provider value) {
    return new Compute(threads, value, card, modelMemoryBytes, pictureRest);
  }

  Compute withCard(int value) {
    return new Compute(threads, provider, value, modelMemoryBytes, pictureRest);
  }

  Compute withModelMemoryBytes(long value) {
    return new Compute(threads, provider, card, OptionalLong.of(value), pictureRest);
  }

  Compute withPictureRest(Duration value) {
    return new Compute(threads, provider, card, modelMemoryBytes, value);
  }
}
