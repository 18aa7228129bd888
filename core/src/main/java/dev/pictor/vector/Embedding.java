package dev.pictor.vector;

/// A vector that knows which model made it.
public record Embedding(DenseVector vector, ModelFingerprint model) {}
