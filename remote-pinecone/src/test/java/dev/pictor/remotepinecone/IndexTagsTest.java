package dev.pictor.remotepinecone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.store.CollectionSettings;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.VectorSpace;
import dev.pictor.store.VectorSpace.Precision;
import dev.pictor.vector.ModelFingerprint;
import dev.pictor.vector.Similarity;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class IndexTagsTest {

  private static CollectionSpec spec(String model) {
    return new CollectionSpec(
        "c",
        new VectorSpace.Dense(2, Similarity.COSINE, Precision.INT8),
        new ModelBinding.Bound(model, new ModelFingerprint("a".repeat(64))),
        MetadataSchema.only(),
        CollectionSettings.none().withTags(Map.of("team", "a b")));
  }

  @Test
  void whatPineconeHasNoPlaceForComesBackFromTags() {
    CollectionSpec spec = spec("clip/ViT-B-16 中文+x");
    SortedMap<String, String> tags = IndexTags.of(spec);
    assertThat(tags.keySet()).allMatch(key -> key.matches("[A-Za-z0-9_-]{1,80}"));
    assertThat(tags.values()).allMatch(value -> value.matches("[A-Za-z0-9;@_.+ -]{1,120}"));
    assertThat(IndexTags.model(tags)).isEqualTo(spec.model());
    assertThat(IndexTags.precision(tags)).isEqualTo(Precision.INT8);
    assertThat(IndexTags.indexesNothing(tags)).isTrue();
    assertThat(IndexTags.foreign(tags)).isEqualTo(Map.of("team", "a b"));
  }

  @Test
  void longNamesAndTagsThatLookLikeOursAreRefused() {
    assertThatThrownBy(() -> IndexTags.of(spec("中".repeat(20))))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("shorter name");
    CollectionSpec taken =
        spec("m").withSettings(CollectionSettings.none().withTags(Map.of("pictor-model", "x")));
    assertThatThrownBy(() -> IndexTags.of(taken))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("tag: pictor-model");
  }

  @Test
  void changesTakeAwayWhatIsGone() {
    assertThat(
            IndexTags.changes(
                Map.of("same", "1", "old", "1", "changed", "1"),
                new TreeMap<>(Map.of("same", "1", "changed", "2", "new", "3"))))
        .isEqualTo(Map.of("old", "", "changed", "2", "new", "3"));
  }
}
