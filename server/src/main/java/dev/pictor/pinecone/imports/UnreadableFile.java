package dev.pictor.pinecone.imports;

/// A file or folder cannot be read, or not to its end.
final class UnreadableFile extends Exception {

  /// @param reason a part of a sentence without the file's content
  UnreadableFile(String reason) {
    super(reason);
  }

  UnreadableFile(String reason, Throwable cause) {
    super(reason, cause);
  }

  String reason() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
