package dev.pictor.library;

import java.io.IOException;

/// A file was not the same at the end of reading as at its start.
final class ChangingFile extends IOException {

  private static final long serialVersionUID = 1L;

  ChangingFile(String message) {
    super(message);
  }
}
