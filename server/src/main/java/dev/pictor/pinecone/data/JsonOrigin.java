package dev.pictor.pinecone.data;

/// Where JSON comes from. What a request says is shown to its sender where it is wrong; no message
/// repeats the content of a file, which may not be its reader's.
enum JsonOrigin {
  REQUEST("body"),
  FILE("record"),
  METADATA_OF_FILE("metadata");

  private final String called;

  JsonOrigin(String called) {
    this.called = called;
  }

  /// How messages call the whole.
  String called() {
    return called;
  }
}
