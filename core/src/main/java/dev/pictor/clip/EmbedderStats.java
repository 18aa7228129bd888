package dev.pictor.clip;

import java.time.Duration;

/// Counters of an [Embedder] since it was opened.
///
/// @param queued pictures waiting now
/// @param queue time of pictures in which nothing was done for them: until they are decoded, until
///   they are run, and the parts of a run that are for others
public record EmbedderStats(
    long textHits,
    long textMisses,
    long imageHits,
    long imageMisses,
    long picturesEncoded,
    long textsEncoded,
    long batches,
    int queued,
    Duration queue,
    Duration decode,
    Duration resize,
    Duration normalise,
    Duration infer) {}
