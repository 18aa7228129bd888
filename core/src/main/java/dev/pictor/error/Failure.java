package dev.pictor.error;

/// Why something could not be done, where it is kept or told instead of thrown. Immutable.
///
/// @param diagnosis for programs
/// @param sentence the same for a person
public record Failure(Diagnosis diagnosis, String sentence) {

  public static Failure of(ServiceException failure) {
    return new Failure(failure.diagnosis(), failure.reason());
  }

  public static Failure of(ErrorCode code, String sentence) {
    return new Failure(Diagnosis.of(code), sentence);
  }
}
