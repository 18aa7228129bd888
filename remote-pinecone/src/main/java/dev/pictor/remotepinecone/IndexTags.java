package dev.pictor.remotepinecone;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.VectorSpace.Precision;
import dev.pictor.vector.ModelFingerprint;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What Pinecone has no place for, in tags of the index. Stateless.
///
/// | tag | holds |
/// |---|---|
/// | `pictor-model` | name of the model, all but letters, digits, `_`, `.` and `-` as `+` and two hexadecimal digits for each byte |
/// | `pictor-fingerprint` | its fingerprint, 64 hexadecimal digits |
/// | `pictor-precision` | how vectors are kept for searching, when it is not FLOAT32 |
/// | `pictor-indexed` | `none` when filters may use no field |
/// | `pictor-annotations-0`, … | annotations: see [AnnotationTags] |
///
/// Pinecone keeps at most 20 tags of an index, keys up to 80 and values up to 120 characters.
final class IndexTags {

  private static final String OWN = "pictor-";
  private static final String MODEL = "pictor-model";
  private static final String FINGERPRINT = "pictor-fingerprint";
  private static final String PRECISION = "pictor-precision";
  private static final String INDEXED = "pictor-indexed";
  private static final String NONE = "none";
  static final int LONGEST = 120;
  private static final String PLAIN =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";

  private IndexTags() {}

  /// All tags of the index that a collection becomes: its owner's and ours.
  ///
  /// @throws InvalidRequest when a tag of its owner begins as ours do, or a name is too long
  static SortedMap<String, String> of(CollectionSpec spec) {
    SortedMap<String, String> tags = new TreeMap<>(spec.settings().tags());
    tags.keySet().forEach(IndexTags::requireForeign);
    if (spec.model() instanceof ModelBinding.Bound(String model, ModelFingerprint fingerprint)) {
      tags.put(MODEL, escaped(model));
      tags.put(FINGERPRINT, fingerprint.hex());
    }
    if (spec.space().precision() != Precision.FLOAT32) {
      tags.put(PRECISION, spec.space().precision().name());
    }
    if (spec.schema() instanceof MetadataSchema.NamedFields named && named.names().isEmpty()) {
      tags.put(INDEXED, NONE);
    }
    tags.putAll(AnnotationTags.of(spec.settings().annotations()));
    return tags;
  }

  private static void requireForeign(String key) {
    if (key.startsWith(OWN)) {
      throw new InvalidRequest(
          "tag: %s (expected: a key that does not begin with %s, which are kept for the store)"
              .formatted(key, OWN));
    }
  }

  /// What has to be sent so that `before` becomes `after`: an empty value takes a tag away.
  static SortedMap<String, String> changes(
      Map<String, String> before, SortedMap<String, String> after) {
    SortedMap<String, String> changes = new TreeMap<>();
    before.keySet().forEach(key -> changes.put(key, ""));
    changes.putAll(after);
    changes.entrySet().removeIf(each -> each.getValue().equals(before.get(each.getKey())));
    return changes;
  }

  /// Those of the collection's owner.
  static SortedMap<String, String> foreign(Map<String, String> tags) {
    SortedMap<String, String> foreign = new TreeMap<>(tags);
    foreign.keySet().removeIf(key -> key.startsWith(OWN));
    return foreign;
  }

  /// @throws IllegalArgumentException or InvalidRequest when they were not written by us
  static ModelBinding model(Map<String, String> tags) {
    String model = tags.get(MODEL);
    String fingerprint = tags.get(FINGERPRINT);
    return model == null || fingerprint == null
        ? new ModelBinding.Unattested()
        : new ModelBinding.Bound(plain(model), new ModelFingerprint(fingerprint));
  }

  /// @throws IllegalArgumentException when it was not written by us
  static Precision precision(Map<String, String> tags) {
    return Precision.valueOf(tags.getOrDefault(PRECISION, Precision.FLOAT32.name()));
  }

  /// Whether filters may use no field at all.
  static boolean indexesNothing(Map<String, String> tags) {
    return NONE.equals(tags.get(INDEXED));
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      if (PLAIN.indexOf(each) >= 0) {
        escaped.append((char) each);
      } else {
        escaped.append('+').append(HexFormat.of().withUpperCase().toHexDigits(each));
      }
    }
    if (escaped.length() > LONGEST) {
      throw new InvalidRequest(
          "model: %s takes %d characters in a tag (expected: at most %d). Give the model a shorter name."
              .formatted(text, escaped.length(), LONGEST));
    }
    return escaped.toString();
  }

  private static String plain(String escaped) {
    byte[] bytes = new byte[escaped.length()];
    int length = 0;
    for (int i = 0; i < escaped.length(); i++) {
      if (escaped.charAt(i) == '+') {
        bytes[length++] = (byte) HexFormat.fromHexDigits(escaped, i + 1, i + 3);
        i += 2;
      } else {
        bytes[length++] = (byte) escaped.charAt(i);
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
