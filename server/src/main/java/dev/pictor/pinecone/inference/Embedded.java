package dev.pictor.pinecone.inference;

import dev.pictor.vector.DenseVector;

/// An input with its vector.
///
/// @param vector of length 1
/// @param tokens that were read; 0 for a picture
/// @param truncated whether a text had more
public record Embedded(DenseVector vector, int tokens, boolean truncated) {}
