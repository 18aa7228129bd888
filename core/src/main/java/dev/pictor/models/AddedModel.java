package dev.pictor.models;

/// What became of adding a model.
///
/// @param layout whose way to lay files out was recognised, for people
/// @param alreadyThere whether a model that gives the same vectors had this name already, so that
///   nothing was changed
public record AddedModel(InstalledModel model, String layout, boolean alreadyThere) {}
