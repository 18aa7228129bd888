package dev.pictor.duplicates;

import dev.pictor.duplicates.DuplicateGroup.Kind;
import java.util.Optional;

/// Which groups are meant.
///
/// @param least said of each member
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record GroupFilter(Optional<Kind> kind, Optional<Stage> stage, Sureness least) {

  public static GroupFilter all() {
    return new GroupFilter(Optional.empty(), Optional.empty(), Sureness.POSSIBLE);
  }

  boolean accepts(DuplicateGroup group) {
    return kind.filter(each -> each != group.kind()).isEmpty()
        && stage.filter(each -> each != group.stage()).isEmpty()
        && group.sureness().compareTo(least) <= 0;
  }
}
