package dev.pictor.tags;

import dev.pictor.clip.Embedder;
import dev.pictor.collection.Namespace;
import dev.pictor.collection.VectorCollection;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.RecordTags;
import dev.pictor.search.Tagger;
import dev.pictor.search.Tagging;
import dev.pictor.search.Vocabulary;
import dev.pictor.store.Page;
import dev.pictor.store.RecordHead;
import dev.pictor.store.RecordUpdate;
import dev.pictor.store.VectorRecord;
import dev.pictor.tags.TagProgress.Phase;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Embedding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/// Gives the records of a namespace the tags of a vocabulary, from their stored vectors; pictures
/// are not read. All that counts is in the records themselves, see [RecordTags], so that a run can
/// end anywhere, and the next one passes over what has this version's tags.
///
/// One run; [#interrupt] may come from another thread.
public final class TaggingRun {

  /// The most tags that a picture is given.
  static final int MOST = 10;

  private static final int PAGE = 500;

  private final VectorCollection collection;
  private final Namespace records;
  private final Embedder embedder;
  private final Tagger tagger;
  private final Vocabulary vocabulary;
  private final String version;
  private volatile boolean stopping;

  /// @param embedder of the model that made the vectors
  /// @param namespace `""` is the default one
  public TaggingRun(
      VectorCollection collection, String namespace, Embedder embedder, Vocabulary vocabulary) {
    this.collection = collection;
    this.records = collection.namespace(namespace);
    this.embedder = embedder;
    this.tagger = new Tagger(embedder);
    this.vocabulary = vocabulary;
    this.version = versionOn(vocabulary, embedder);
  }

  /// Tags are of a vocabulary and of the model that looked.
  private static String versionOn(Vocabulary vocabulary, Embedder embedder) {
    return vocabulary.version() + "-" + embedder.fingerprint().abbreviated();
  }

  /// @throws dev.pictor.error.Conflict when another model made the vectors
  public TagProgress run(Consumer<TagProgress> listener) {
    TagMeter meter = new TagMeter(vocabulary, listener);
    meter.total = records.count(MetadataFilter.all());
    Optional<String> after = Optional.of("");
    while (after.isPresent() && !stopping) {
      // A switch to another model would change what the vectors mean.
      collection.requireModel(embedder.model().name(), embedder.fingerprint());
      Page<RecordHead> page = records.page("", MetadataFilter.all(), after.get(), PAGE);
      tag(page.records(), meter);
      after = page.next();
      TagProgress _ = meter.tell(Phase.TAGGING);
    }
    return meter.tell(stopping ? Phase.INTERRUPTED : Phase.FINISHED);
  }

  /// Ends the run soon; what is done stays.
  public void interrupt() {
    stopping = true;
  }

  private void tag(List<RecordHead> heads, TagMeter meter) {
    List<String> outdated =
        heads.stream()
            .filter(head -> !RecordTags.of(head.metadata()).version().equals(version))
            .map(RecordHead::id)
            .toList();
    meter.unchanged += heads.size() - outdated.size();
    Map<String, Boolean> hasTags = new LinkedHashMap<>();
    List<String> left = outdated;
    while (!left.isEmpty()) {
      List<VectorRecord> fetched = records.fetch(left);
      List<RecordUpdate> updates = new ArrayList<>();
      for (VectorRecord record : fetched) {
        Metadata fields = fields(record);
        hasTags.put(record.id(), !RecordTags.of(fields).found().isEmpty());
        updates.add(new RecordUpdate(record.id(), fields));
      }
      int _ = records.update(updates);
      left = replacedMeanwhile(fetched);
    }
    meter.tagged += hasTags.values().stream().filter(each -> each).count();
    meter.without += hasTags.values().stream().filter(each -> !each).count();
  }

  private Metadata fields(VectorRecord record) {
    Tagging tagging =
        tagger.tag(new Embedding(record.vector(), embedder.fingerprint()), vocabulary, MOST);
    List<String> found = tagging.given().stream().map(Tagging.Tag::tag).toList();
    return RecordTags.of(record.metadata()).withFound(found, version).fields();
  }

  /// Pictures that were replaced between being read and being tagged now have the tags of the
  /// former picture. Replaced later, they have none.
  private List<String> replacedMeanwhile(List<VectorRecord> read) {
    Map<String, DenseVector> vectors = new LinkedHashMap<>();
    read.forEach(record -> vectors.put(record.id(), record.vector()));
    return records.fetch(List.copyOf(vectors.keySet())).stream()
        .filter(now -> !Objects.equals(vectors.get(now.id()), now.vector()))
        .map(VectorRecord::id)
        .toList();
  }
}
