package dev.pictor.library;

/// What a scan meets.
sealed interface ScanEvent {

  /// A file of whatever content.
  record File(FoundFile file) implements ScanEvent {}

  /// A place that could not be looked into: what is known below it may still be there.
  ///
  /// @param prefix of the ids below it
  record Unlisted(String prefix, FailedFile failure) implements ScanEvent {}

  /// A place that this scan leaves to one of everything: what is known below it stays.
  ///
  /// @param prefix of the ids below it
  record Passed(String prefix) implements ScanEvent {}

  /// A folder of the library that is missing or holds nothing at all, as an unmounted disk leaves
  /// it.
  ///
  /// @param empty whether it is there and could be listed
  /// @param reason a sentence without the folder's name
  record RootWithout(LibraryRoots.Root root, boolean empty, String reason) implements ScanEvent {}

  /// A name that cannot become a picture.
  record Unusable(FailedFile failure) implements ScanEvent {}
}
