package dev.pictor.remotepinecone;

import dev.pictor.error.InvalidRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The annotations of a collection in tags of its index, `pictor-annotations-0` and so on: parts of
/// one JSON object, deflated, in base64 of signs that tags may have. Stateless.
final class AnnotationTags {

  private static final String TAG = "pictor-annotations-";
  private static final int MOST = 9; // Pinecone keeps 20 tags, some are ours for other things
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private AnnotationTags() {}

  /// @throws InvalidRequest when they take more tags than there may be
  static SortedMap<String, String> of(SortedMap<String, String> annotations) {
    SortedMap<String, String> tags = new TreeMap<>();
    if (annotations.isEmpty()) {
      return tags;
    }
    ByteArrayOutputStream deflated = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(deflated)) {
      out.write(JSON.writeValueAsBytes(annotations));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(deflated.toByteArray());
    if (text.length() > MOST * IndexTags.LONGEST) {
      throw new InvalidRequest(
          "annotations %s: %d characters in tags of the index (expected: at most %d). Say less about the index."
              .formatted(annotations.keySet(), text.length(), MOST * IndexTags.LONGEST));
    }
    for (int from = 0; from < text.length(); from += IndexTags.LONGEST) {
      tags.put(
          TAG + tags.size(),
          text.substring(from, Math.min(text.length(), from + IndexTags.LONGEST)));
    }
    return tags;
  }

  /// @throws IllegalArgumentException when they were not written by us
  static SortedMap<String, String> read(Map<String, String> tags) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < MOST; i++) {
      text.append(tags.getOrDefault(TAG + i, ""));
    }
    SortedMap<String, String> annotations = new TreeMap<>();
    if (text.isEmpty()) {
      return annotations;
    }
    ByteArrayOutputStream inflated = new ByteArrayOutputStream();
    try (InflaterOutputStream out = new InflaterOutputStream(inflated)) {
      out.write(Base64.getUrlDecoder().decode(text.toString()));
      out.finish();
      JSON.readTree(inflated.toByteArray())
          .forEachEntry((key, value) -> annotations.put(key, value.asString()));
      return annotations;
    } catch (IOException | JacksonException e) {
      throw new IllegalArgumentException("tags %s…: %s".formatted(TAG, e), e);
    }
  }
}
