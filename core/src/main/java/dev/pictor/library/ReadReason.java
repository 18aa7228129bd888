package dev.pictor.library;

import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// Why something could not be read.
///
/// @param sentence for a person, without the path
record ReadReason(Diagnosis diagnosis, String sentence) {

  static ReadReason of(IOException failure) {
    return switch (failure) {
      case AccessDeniedException _ -> of(ErrorCode.NO_PERMISSION, "no permission to read it");
      case NoSuchFileException _ -> of(ErrorCode.FILE_GONE, "it is gone");
      case ChangingFile changing -> of(ErrorCode.FILE_CHANGING, messageOf(changing));
      case FileSystemException named when named.getReason() != null ->
          of(ErrorCode.READ_FAILED, named.getReason());
      default -> of(ErrorCode.READ_FAILED, messageOf(failure));
    };
  }

  static ReadReason of(ErrorCode code, String sentence) {
    return new ReadReason(Diagnosis.of(code), sentence);
  }

  private static String messageOf(IOException failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
