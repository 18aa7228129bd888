package dev.pictor.duplicates;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which pictures of which groups shall be removed.
///
/// @param choices one for each group
public record RemovalSpec(List<Choice> choices) {

  /// @param keep id of the picture that stays whatever happens; the best of those that stay when
  ///   empty
  /// @param remove ids; when empty, all but `keep`, which a burst does not allow
  @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
  public record Choice(String group, Optional<String> keep, Optional<Set<String>> remove) {

    public static Choice allButBest(String group) {
      return new Choice(group, Optional.empty(), Optional.empty());
    }
  }

  public RemovalSpec {
    choices = List.copyOf(choices);
  }
}
