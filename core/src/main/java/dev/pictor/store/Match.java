package dev.pictor.store;

import dev.pictor.metadata.Metadata;
import dev.pictor.vector.VectorValues;
import java.util.Optional;

/// A record that answers a query.
///
/// @param score raw, by the collection's [dev.pictor.vector.Similarity]
/// @param values there when the query asked for them
/// @param metadata empty when the query did not ask for it
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record Match(String id, float score, Optional<VectorValues> values, Metadata metadata) {}
