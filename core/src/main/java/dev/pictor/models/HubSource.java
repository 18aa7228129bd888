package dev.pictor.models;

import dev.pictor.error.NotFound;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A place that has files of repositories.
interface HubSource {

  /// A file of a repository.
  record Address(String repository, String revision, String path) {}

  /// What a place says of a file before it is fetched.
  ///
  /// @param commit that the revision stands for now
  /// @param sha256 64 hex digits
  record Facts(Optional<String> commit, OptionalLong bytes, Optional<String> sha256) {}

  /// A file in a list.
  record Listed(String path, OptionalLong bytes, Optional<String> sha256) {}

  /// For people.
  String place();

  /// Where a person may fetch the file.
  String location(Address file);

  /// @throws NotFound when there is no such repository or it has no list
  List<Listed> list(String repository, String revision) throws IOException;

  /// @throws NotFound naming file and repository
  Facts facts(Address file) throws IOException;

  /// Brings the rest of a file into `part`.
  ///
  /// @throws NotFound naming file and repository
  /// @throws IOException when it cannot be reached after several tries; what came is kept
  void fetch(Address file, PartFile part) throws IOException;
}
