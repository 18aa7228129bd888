package dev.pictor.library;

import dev.pictor.error.Diagnosis;
import java.time.Instant;

/// A file that could not be indexed; it is tried again when its size or time changes.
///
/// @param id the id its picture would have
/// @param reason a sentence for a person
/// @param diagnosis the same for programs
public record FailedFile(
    String id, long bytes, Instant modified, String reason, Diagnosis diagnosis) {}
