package dev.pictor.answer;

import dev.pictor.error.Failure;

/// How an answer ends.
public sealed interface Ending {

  /// All was said.
  record Complete() implements Ending {}

  /// The model does not want to answer.
  ///
  /// @param reason in its own words, which may be none
  record Refused(String reason) implements Ending {}

  /// The rest did not come.
  record Failed(Failure failure) implements Ending {}
}
