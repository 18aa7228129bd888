package dev.pictor.store;

/// By what two files of indexes are taken for the same: their names, and these.
///
/// @param checksum CRC-32 of the content, which each file carries at its end
public record FileMark(long bytes, long checksum) {}
