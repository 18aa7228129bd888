package dev.pictor.store;

import dev.pictor.error.InvalidRequest;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What of a collection may change at any time.
///
/// @param tags labels of its owner: keys of 1 to 80 letters, digits, `_` and `-`, values of up to
///   120 characters
/// @param deletionProtected whether the collection refuses to be dropped
/// @param distribution over the nodes of an engine that has several; empty leaves it to the engine,
///   and engines of one process keep it without heeding it. Only its copies change later.
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record CollectionSettings(
    SortedMap<String, String> tags,
    boolean deletionProtected,
    Optional<Distribution> distribution) {

  private static final int LONGEST_VALUE = 120;

  private static final CollectionSettings NONE =
      new CollectionSettings(new TreeMap<>(), false, Optional.empty());

  public CollectionSettings {
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    tags.forEach(CollectionSettings::requireTag);
  }

  private static void requireTag(String key, String value) {
    if (!key.matches("[A-Za-z0-9_-]{1,80}")) {
      throw new InvalidRequest(
          "tag: %s (expected: a key of 1 to 80 letters, digits, _ or -)".formatted(key));
    }
    if (value.length() > LONGEST_VALUE) {
      throw new InvalidRequest(
          "tags.%s: %d characters (expected: at most %d)"
              .formatted(key, value.length(), LONGEST_VALUE));
    }
  }

  /// No tags, no protection.
  public static CollectionSettings none() {
    return NONE;
  }

  /// With `changes` put over the tags; an empty value takes a tag away.
  public CollectionSettings withTags(Map<String, String> changes) {
    SortedMap<String, String> merged = new TreeMap<>(tags);
    merged.putAll(changes);
    merged.values().removeIf(String::isEmpty);
    return new CollectionSettings(merged, deletionProtected, distribution);
  }

  public CollectionSettings withDeletionProtected(boolean changed) {
    return new CollectionSettings(tags, changed, distribution);
  }

  public CollectionSettings withDistribution(Distribution changed) {
    return new CollectionSettings(tags, deletionProtected, Optional.of(changed));
  }
}
