package dev.pictor.library;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// Why something could not be read, for a person and without its path.
final class ReadReason {

  private ReadReason() {}

  static String of(IOException failure) {
    return switch (failure) {
      case AccessDeniedException _ -> "no permission to read it";
      case NoSuchFileException _ -> "it is gone";
      case FileSystemException named when named.getReason() != null -> named.getReason();
      default -> {
        String message = failure.getMessage();
        yield message == null ? failure.getClass().getSimpleName() : message;
      }
    };
  }
}
