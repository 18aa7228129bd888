package dev.pictor.duplicates;

/// A picture of a group, as its record said when it was found.
///
/// @param id of the record
/// @param sha256 of the file
/// @param width in pixels, 0 when the record does not say
/// @param format such as `jpeg`; may be empty
/// @param timestamp when taken, or else when the file was changed, `2024-03-01T12:00:00`; may be
///   empty
/// @param camera may be empty
/// @param stage what has told that it is like the best of the group
/// @param likeness to the best of the group, in [0, 1]
public record GroupMember(
    String id,
    String sha256,
    long bytes,
    long width,
    long height,
    String format,
    String timestamp,
    String camera,
    Stage stage,
    Sureness sureness,
    double likeness) {

  long pixels() {
    return width * height;
  }

  GroupMember judged(Stage newStage, Sureness newSureness, double newLikeness) {
    return new GroupMember(
        id,
        sha256,
        bytes,
        width,
        height,
        format,
        timestamp,
        camera,
        newStage,
        newSureness,
        Math.clamp(newLikeness, 0, 1));
  }
}
