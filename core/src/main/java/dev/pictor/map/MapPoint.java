package dev.pictor.map;

/// Where a record lies.
///
/// @param x in [-1, 1]
/// @param y in [-1, 1]
/// @param group what its colour stands for; `""` for a record that has nothing of the kind
public record MapPoint(String id, double x, double y, String group) {}
