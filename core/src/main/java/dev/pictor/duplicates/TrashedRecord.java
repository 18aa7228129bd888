package dev.pictor.duplicates;

import dev.pictor.metadata.Metadata;
import dev.pictor.vector.DenseVector;

/// The record of a picture in the trash.
///
/// @param model whose vector it is: a fingerprint, or empty
public record TrashedRecord(DenseVector vector, Metadata metadata, String model) {}
