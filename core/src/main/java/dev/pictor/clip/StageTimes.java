package dev.pictor.clip;

import java.time.Duration;

/// Where the time of an embedding went. Zero for what a cache answered.
public record StageTimes(Duration decode, Duration preprocess, Duration queue, Duration infer) {

  public static StageTimes zero() {
    return new StageTimes(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
  }

  public StageTimes plus(StageTimes other) {
    return new StageTimes(
        decode.plus(other.decode),
        preprocess.plus(other.preprocess),
        queue.plus(other.queue),
        infer.plus(other.infer));
  }
}
