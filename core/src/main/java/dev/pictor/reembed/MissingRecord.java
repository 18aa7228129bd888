package dev.pictor.reembed;

import dev.pictor.error.Failure;
import dev.pictor.store.RecordKey;

/// A record that the new generation cannot have.
public record MissingRecord(RecordKey key, Failure why) {}
