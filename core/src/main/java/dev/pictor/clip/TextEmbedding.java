package dev.pictor.clip;

import dev.pictor.vector.Embedding;

/// An embedded text, with what its tower's cosines mean.
///
/// @param truncated whether the text was longer than the tower reads
public record TextEmbedding(
    Embedding embedding, Calibration calibration, boolean truncated, StageTimes times) {}
