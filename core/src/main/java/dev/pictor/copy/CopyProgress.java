package dev.pictor.copy;

/// How far a copy is.
///
/// @param collection that is copied, by its name in the source
/// @param verifying whether what was written is read again
/// @param done records of the collection that were dealt with, those that were there already among
///   them; while verifying, those that were read again
/// @param total records that the source had at the start
/// @param written records that were written
public record CopyProgress(
    String collection, boolean verifying, long done, long total, long written) {}
