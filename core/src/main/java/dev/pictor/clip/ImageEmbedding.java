package dev.pictor.clip;

import dev.pictor.image.PictureHeader;
import dev.pictor.vector.Embedding;

/// An embedded picture.
///
/// @param sha256 64 hex digits over the encoded bytes
public record ImageEmbedding(
    Embedding embedding, PictureHeader header, String sha256, StageTimes times) {}
