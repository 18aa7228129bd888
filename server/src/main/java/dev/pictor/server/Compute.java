package dev.pictor.server;

import dev.pictor.clip.ComputeDevice;
import dev.pictor.clip.ModelMemory;
import java.time.Duration;
import java.util.OptionalLong;

/// On what models run, and how much memory they may take.
///
/// @param threads for decoding and inference, in all
/// @param card number of the graphics card, from 0
/// @param queue how many pictures, and how many texts, may wait for a model; more are refused
/// @param modelMemoryBytes for all loaded models; empty for half of what the machine has beside the
///   heap
/// @param pictureRest after which a picture tower that had no picture leaves memory; zero keeps it
public record Compute(
    int threads,
    ComputeDevice.Provider provider,
    int card,
    int queue,
    OptionalLong modelMemoryBytes,
    Duration pictureRest) {

  /// The processor with all its cores.
  static Compute defaults() {
    return new Compute(
        Runtime.getRuntime().availableProcessors(),
        ComputeDevice.Provider.CPU,
        0,
        256,
        OptionalLong.empty(),
        ModelMemory.defaults().pictureRest());
  }

  ModelMemory memory() {
    return new ModelMemory(
        modelMemoryBytes.orElse(ModelMemory.defaults().budgetBytes()), pictureRest);
  }

  Compute withThreads(int value) {
    return new Compute(value, provider, card, queue, modelMemoryBytes, pictureRest);
  }

  Compute withProvider(ComputeDevice.Provider value) {
    return new Compute(threads, value, card, queue, modelMemoryBytes, pictureRest);
  }

  Compute withCard(int value) {
    return new Compute(threads, provider, value, queue, modelMemoryBytes, pictureRest);
  }

  Compute withQueue(int value) {
    return new Compute(threads, provider, card, value, modelMemoryBytes, pictureRest);
  }

  Compute withModelMemoryBytes(long value) {
    return new Compute(threads, provider, card, queue, OptionalLong.of(value), pictureRest);
  }

  Compute withPictureRest(Duration value) {
    return new Compute(threads, provider, card, queue, modelMemoryBytes, value);
  }
}
