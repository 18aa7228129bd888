package dev.pictor.vector;

/// Names the exact computation that made a vector: 64 hex digits, SHA-256 over weights, tokenizer
/// and preprocessing. Vectors of two fingerprints must never be compared, even when their
/// dimensions agree.
public record ModelFingerprint(String hex) {

  public ModelFingerprint {
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("fingerprint: " + hex + " (expected: 64 hex digits)");
    }
  }

  /// The first twelve digits, for people.
  public String abbreviated() {
    return hex.substring(0, 12);
  }

  @Override
  public String toString() {
    return hex;
  }
}
