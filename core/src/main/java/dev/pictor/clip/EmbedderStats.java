package dev.pictor.clip;

import java.time.Duration;

/// Counters of an [Embedder] since it was opened.
///
/// @param queued pictures waiting now
public record EmbedderStats(
    long textHits,
    long textMisses,
    long imageHits,
    long imageMisses,
    long picturesEncoded,
    long textsEncoded,
    long batches,
    int queued,
    Duration decode,
    Duration resize,
    Duration normalise,
    Duration infer) {}
