package dev.pictor.metadata;

import dev.pictor.metadata.MetadataValue.Flag;
import dev.pictor.metadata.MetadataValue.Numeric;
import dev.pictor.metadata.MetadataValue.Text;
import dev.pictor.metadata.MetadataValue.TextList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The tags of a record: those of people and programs, and those that a vocabulary has found.
///
/// | field | holds |
/// |---|---|
/// | `tags` | all tags, own ones first |
/// | `tags_found` | those of them that are there because a vocabulary found them |
/// | `tags_vocabulary` | by which version of the vocabulary and which model |
///
/// So tags that are found anew take the place of found ones only. A tag that somebody has taken off
/// the field `tags` stays off until the vocabulary changes.
///
/// @param own without those found
/// @param found none of the own ones
/// @param version empty when nobody looked, or somebody wrote over what was found
public record RecordTags(List<String> own, List<String> found, String version) {

  public static final String TAGS = "tags";
  public static final String FOUND = "tags_found";
  public static final String VERSION = "tags_vocabulary";

  public RecordTags {
    own = List.copyOf(own);
    found = List.copyOf(found);
  }

  public static RecordTags of(Metadata metadata) {
    String version = metadata.text(VERSION).orElse("");
    List<String> all = texts(metadata, TAGS);
    List<String> found = version.isEmpty() ? List.of() : texts(metadata, FOUND);
    return new RecordTags(
        all.stream().filter(tag -> !found.contains(tag)).toList(),
        found.stream().filter(all::contains).toList(),
        version);
  }

  /// A string counts as a list of one; other types are no tags.
  private static List<String> texts(Metadata metadata, String field) {
    return switch (metadata.fields().get(field)) {
      case Text(String text) -> List.of(text);
      case TextList(List<String> texts) -> texts;
      case Numeric _, Flag _ -> List.of();
      case null -> List.of();
    };
  }

  /// The same with what a vocabulary has found now.
  public RecordTags withFound(List<String> tags, String byVersion) {
    return new RecordTags(own, tags.stream().filter(tag -> !own.contains(tag)).toList(), byVersion);
  }

  public RecordTags withOwn(List<String> tags) {
    return new RecordTags(tags, found, version);
  }

  public List<String> all() {
    List<String> all = new ArrayList<>(own);
    all.addAll(found);
    return all;
  }

  /// As a record keeps them: nothing when there are none and nobody looked.
  public Metadata fields() {
    Map<String, MetadataValue> fields = new LinkedHashMap<>();
    if (!version.isEmpty()) {
      fields.put(TAGS, new TextList(all()));
      fields.put(FOUND, new TextList(found));
      fields.put(VERSION, new Text(version));
    } else if (!own.isEmpty()) {
      fields.put(TAGS, new TextList(own));
    }
    return Metadata.copyOf(fields);
  }

  /// Put beside own tags that are written over all: what was found is to be found again.
  public static Metadata stale() {
    return Metadata.copyOf(Map.of(VERSION, new Text("")));
  }

  /// The fields of a record as if no vocabulary had looked.
  public static Metadata ownFieldsOf(Metadata metadata) {
    RecordTags tags = of(metadata);
    Map<String, MetadataValue> fields = new LinkedHashMap<>(metadata.fields());
    fields.remove(FOUND);
    fields.remove(VERSION);
    if (tags.own().isEmpty()) {
      fields.remove(TAGS);
    } else {
      fields.put(TAGS, new TextList(tags.own()));
    }
    return Metadata.copyOf(fields);
  }
}
