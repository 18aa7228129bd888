package dev.pictor.duplicates;

import java.time.Instant;
import java.util.Optional;

/// A picture in the trash.
///
/// @param id of the entry
/// @param picture the id that its record had
/// @param path where its file was, for people
/// @param kept id of the picture that stayed instead
/// @param upload whether it lay in no folder
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record TrashEntry(
    String id,
    String collection,
    String picture,
    String path,
    String sha256,
    long bytes,
    Instant removed,
    String kept,
    boolean upload,
    Optional<TrashedRecord> record) {}
