package dev.pictor.api;

import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.ServiceException;

/// Why a job ended before its work.
///
/// @param sentence for a person
/// @param diagnosis the same for programs
record JobError(String sentence, Diagnosis diagnosis) {

  static JobError of(ServiceException failure) {
    return new JobError(failure.reason(), failure.diagnosis());
  }

  static JobError of(ErrorCode code, String sentence) {
    return new JobError(sentence, Diagnosis.of(code));
  }
}
