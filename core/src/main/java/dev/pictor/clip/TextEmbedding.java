package dev.pictor.clip;

import dev.pictor.vector.Embedding;

/// An embedded text, with what its tower's cosines mean.
///
/// @param tokens that were read
/// @param truncated whether the text was longer than the tower reads
public record TextEmbedding(
    Embedding embedding,
    Calibration calibration,
    int tokens,
    boolean truncated,
    StageTimes times) {}
