package dev.pictor.library;

import dev.pictor.error.ErrorCode;
import dev.pictor.error.Failure;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// Why files could not be read or written. Stateless.
public final class FileFailures {

  private FileFailures() {}

  /// The sentence is without the path.
  public static Failure of(IOException failure) {
    return switch (failure) {
      case AccessDeniedException _ ->
          Failure.of(ErrorCode.NO_PERMISSION, "no permission to read it");
      case NoSuchFileException _ -> Failure.of(ErrorCode.FILE_GONE, "it is gone");
      case ChangingFile changing -> Failure.of(ErrorCode.FILE_CHANGING, messageOf(changing));
      case FileSystemException named when named.getReason() != null ->
          Failure.of(ErrorCode.READ_FAILED, named.getReason());
      default -> Failure.of(ErrorCode.READ_FAILED, messageOf(failure));
    };
  }

  private static String messageOf(IOException failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
