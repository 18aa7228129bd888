package dev.pictor.plan;

import java.time.Duration;

/// What was measured of a machine and a model.
///
/// @param cores that work for Pictor
/// @param memory of the machine, bytes
/// @param resident memory of this process with the model loaded, bytes
/// @param dimension of the model's vectors
/// @param picturesASecond from JPEG of [MachineProbe#MEGAPIXELS] to vector, all cores busy
/// @param text from a text to its vector
/// @param readNanos to read and compare a vector at a random place of memory
public record MachineSpeed(
    int cores,
    long memory,
    long resident,
    int dimension,
    double picturesASecond,
    Duration text,
    double readNanos) {}
