package dev.pictor.clip;

import java.util.List;

/// What centred cosines between a text and a picture mean, for each text tower of a model.
///
/// @param towers the default one last
public record TextCalibrations(List<Tower> towers) {

  /// @param script ISO 15924 code whose presence in a text asks for this tower, or `default`
  public record Tower(String script, Calibration calibration) {}

  public TextCalibrations {
    towers = List.copyOf(towers);
    if (towers.isEmpty() || !towers.getLast().script().equals(Script.DEFAULT)) {
      throw new IllegalArgumentException("towers: " + towers + " (expected: the default one last)");
    }
    for (Tower tower : towers) {
      if (!Script.isKnown(tower.script())) {
        throw new IllegalArgumentException(
            "script: " + tower.script() + " (expected: an ISO 15924 code, or default)");
      }
    }
  }

  /// Those of a model with one tower that nobody calibrated.
  public static TextCalibrations none(int dimension) {
    return new TextCalibrations(List.of(new Tower(Script.DEFAULT, Calibration.none(dimension))));
  }

  /// Of a text that one tower encodes; see [#parts].
  public Calibration of(String text) {
    return tower(text).calibration();
  }

  /// The texts whose vectors make the vector of `text`: itself, or what is left of it without its
  /// Latin words, and these.
  public List<String> parts(String text) {
    Tower tower = tower(text);
    if (tower.script().equals(Script.DEFAULT)) {
      return List.of(text);
    }
    Script.Parted parted = Script.part(tower.script(), text);
    return parted.latin().isEmpty() ? List.of(text) : List.of(parted.rest(), parted.latin());
  }

  private Tower tower(String text) {
    for (Tower tower : towers) {
      if (Script.occurs(tower.script(), text)) {
        return tower;
      }
    }
    throw new IllegalStateException("there is a default tower");
  }
}
