package dev.pictor.clip;

/// An encoded picture and its digest.
///
/// @param bytes not to be changed meanwhile
@SuppressWarnings("ArrayRecordComponent")
record PictureRequest(byte[] bytes, String sha256) {}
