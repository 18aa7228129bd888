package dev.pictor.plan;

import dev.pictor.error.InvalidRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a machine can be expected to do with so many pictures.
///
/// Bytes are those of collections that were measured (`PERFORMANCE.md`). Times of searches scale
/// what was measured there at 100,000 and 1,000,000 vectors by how quickly this machine reads a
/// vector out of memory. Expect them to be right within a factor of two.
///
/// @param indexing from files of [MachineProbe#MEGAPIXELS] megapixels on a disk that keeps up
/// @param memory that the process may use, bytes
/// @param choices one for each precision, the exact one first
public record Plan(
    long pictures, long memory, MachineSpeed speed, Duration indexing, List<Choice> choices) {

  /// @param precision as collections name it
  /// @param disk of the collection, bytes, without thumbnails
  /// @param memory that keeps searches quick, bytes, the process included
  /// @param fits whether there is that much
  /// @param search a text's search, from the request to its answer, when it fits
  public record Choice(String precision, long disk, long memory, boolean fits, Duration search) {}

  /// The most pictures that a plan is made for.
  public static final long MOST_PICTURES = 100_000_000_000L;

  // Of a record beside its numbers: links of the graph, and id, metadata and words of a photo.
  private static final long LINK_BYTES = 136;
  private static final long RECORD_BYTES = 600;
  private static final long CORRECTION_BYTES = 16;

  // Text to picture, by itself: 1.05 ms at 100,000 and 6.3 ms at 1,000,000 vectors, on machines
  // that read a vector in 230 ns.
  private static final double BASE_PICTURES = 100_000;
  private static final double BASE_NANOS = 1.05e6;
  private static final double BASE_READ_NANOS = 230;
  private static final double GROWTH = Math.log10(6.3 / 1.05);
  private static final double REQUEST_NANOS = 1e6;

  public Plan {
    choices = List.copyOf(choices);
  }

  /// @param pictures 1 to [#MOST_PICTURES]
  /// @param memory that the process may use, bytes; else three quarters of the machine's
  /// @throws InvalidRequest for others
  public static Plan of(MachineSpeed speed, long pictures, Optional<Long> memory) {
    if (pictures < 1 || pictures > MOST_PICTURES) {
      throw new InvalidRequest(
          "pictures: %d (expected: 1 to %,d)".formatted(pictures, MOST_PICTURES));
    }
    long usable = memory.orElse(speed.memory() / 4 * 3);
    if (usable < 1) {
      throw new InvalidRequest("memory: %d (expected: bytes, at least 1)".formatted(usable));
    }
    long dimension = speed.dimension();
    return new Plan(
        pictures,
        usable,
        speed,
        Duration.ofMillis(Math.round(1000 * pictures / speed.picturesASecond())),
        List.of(
            choice("float32", 4 * dimension, 4 * dimension, speed, pictures, usable),
            choice(
                "int8",
                5 * dimension + CORRECTION_BYTES,
                dimension + CORRECTION_BYTES,
                speed,
                pictures,
                usable)));
  }

  private static Choice choice(
      String precision, long kept, long searched, MachineSpeed speed, long pictures, long usable) {
    long memory = speed.resident() + pictures * (searched + LINK_BYTES);
    double walk =
        BASE_NANOS
            * Math.pow(pictures / BASE_PICTURES, GROWTH)
            * (speed.readNanos() / BASE_READ_NANOS);
    return new Choice(
        precision,
        pictures * (kept + LINK_BYTES + RECORD_BYTES),
        memory,
        memory <= usable,
        speed.text().plusNanos(Math.round(REQUEST_NANOS + walk)));
  }

  /// The first precision that fits; empty when none does.
  public Optional<Choice> advice() {
    return choices.stream().filter(Choice::fits).findFirst();
  }
}
