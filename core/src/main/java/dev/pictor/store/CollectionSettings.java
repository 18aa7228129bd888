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
/// @param annotations what programs keep with the collection for themselves, unread by engines: a
///   text of up to 16,384 characters for each, its key as those of tags
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record CollectionSettings(
    SortedMap<String, String> tags,
    boolean deletionProtected,
    Optional<Distribution> distribution,
    SortedMap<String, String> annotations) {

  private static final int LONGEST_TAG = 120;
  private static final int LONGEST_ANNOTATION = 16_384;

  private static final CollectionSettings NONE =
      new CollectionSettings(new TreeMap<>(), false, Optional.empty(), new TreeMap<>());

  public CollectionSettings {
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    tags.forEach((key, value) -> require("tag", key, value, LONGEST_TAG));
    annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    annotations.forEach((key, value) -> require("annotation", key, value, LONGEST_ANNOTATION));
  }

  private static void require(String kind, String key, String value, int longest) {
    if (!key.matches("[A-Za-z0-9_-]{1,80}")) {
      throw new InvalidRequest(
          "%s: %s (expected: a key of 1 to 80 letters, digits, _ or -)".formatted(kind, key));
    }
    if (value.length() > longest) {
      throw new InvalidRequest(
          "%ss.%s: %d characters (expected: at most %d)"
              .formatted(kind, key, value.length(), longest));
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
    return new CollectionSettings(merged, deletionProtected, distribution, annotations);
  }

  public CollectionSettings withDeletionProtected(boolean changed) {
    return new CollectionSettings(tags, changed, distribution, annotations);
  }

  public CollectionSettings withDistribution(Distribution changed) {
    return new CollectionSettings(tags, deletionProtected, Optional.of(changed), annotations);
  }

  /// @param text empty for none
  public CollectionSettings withAnnotation(String key, String text) {
    SortedMap<String, String> changed = new TreeMap<>(annotations);
    changed.put(key, text);
    changed.values().removeIf(String::isEmpty);
    return new CollectionSettings(tags, deletionProtected, distribution, changed);
  }
}
