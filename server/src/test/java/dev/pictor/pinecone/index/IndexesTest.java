package dev.pictor.pinecone.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.collection.CollectionCatalog;
import dev.pictor.error.CorruptStore;
import dev.pictor.error.NotFound;
import dev.pictor.store.CollectionSettings;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.ModelBinding;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Indexes of several servers over one store, without a server around them.
class IndexesTest {

  private static final String ID = "6f1c9f0e-4a73-4d0e-9d4e-111111111111";
  private static final String FORMER =
      """
      {"version": 1, "indexes": {"films": {"id": "%s", "port": 5099,
       "deployment": {"deployment_type": "pod", "environment": "e", "pod_type": "p1.x1",
                      "replicas": 2, "shards": 3, "pods": 6},
       "read_capacity": {"mode": "OnDemand", "status": {"state": "Ready"}},
       "embed": {"model": "pocket", "field_map": {"text": "t"}, "read_parameters": {}, "write_parameters": {}}}}}
      """
          .formatted(ID);

  @TempDir Path folder;
  private LuceneStore store;
  private CollectionCatalog catalog;

  @BeforeEach
  void open() {
    store = LuceneStore.open(folder.resolve("store"));
    catalog = new CollectionCatalog(store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  /// A port that nobody listens on.
  private record NoPort(int number, boolean isShared) implements PortOpener.OpenPort {
    @Override
    public void close() {}
  }

  private Indexes indexes(String file) {
    return Indexes.open(
        new Indexes.Parts(
            catalog,
            folder.resolve(file),
            (port, _) -> new NoPort(port, false),
            5081,
            catalog::delete));
  }

  private static CollectionSpec spec(String name) {
    return new CollectionSpec(name, 2, Similarity.COSINE, new ModelBinding.Unattested());
  }

  private static IndexEntry entry() {
    return IndexEntry.fresh(
        new Deployment.Pod("e", "p1.x1", 1, 2, 2, ""),
        new ReadCapacity.OnDemand(),
        new VectorSource.Integrated("m", Map.of("text", "t"), Map.of(), Map.of()));
  }

  @Test
  void anotherServerSaysTheSameOfAnIndexButHasPortsOfItsOwn() {
    try (Indexes one = indexes("one.json");
        Indexes other = indexes("other.json")) {
      Index made = one.create(spec("films"), entry());
      assertThat(made.entry().traits()).isEqualTo(entry().traits());
      assertThat(made.port()).isEqualTo(5081);
      Index _ = other.create(spec("a"), entry());
      assertThat(other.get("films").port()).isEqualTo(5082);
      assertThat(other.get("films").entry().traits()).isEqualTo(entry().traits());
      assertThat(other.textField("films")).contains("t");

      Index _ =
          other.configure(
              "films",
              old -> old.withDeployment(new Deployment.Byoc("here")),
              settings -> settings.withTags(Map.of("team", "one")));
      assertThat(one.get("films").entry().deployment()).isEqualTo(new Deployment.Byoc("here"));
      assertThat(one.get("films").entry().vectors()).isEqualTo(entry().vectors());
      assertThat(one.get("films").collection().spec().settings().tags())
          .isEqualTo(Map.of("team", "one"));
      assertThat(one.get("films").entry().id()).isEqualTo(made.entry().id());
    }
  }

  @Test
  void anIndexThatSomebodyElseDeletedIsForgottenWithItsPortAndId() throws Exception {
    CollectionCatalog others = new CollectionCatalog(store);
    try (Indexes indexes = indexes("one.json")) {
      List<UUID> gone = new ArrayList<>();
      indexes.whenGone(gone::add);
      UUID id = indexes.create(spec("films"), entry()).entry().id();
      others.delete("films");
      assertThat(indexes.list()).isEmpty();
      assertThat(gone).containsExactly(id);
      assertThat(Files.readString(folder.resolve("one.json"))).doesNotContain(id.toString());
      VectorSource before = entry().vectors();
      others.create(spec("films"));
      assertThat(indexes.get("films").entry().vectors()).isNotEqualTo(before);
      others.delete("films");
      assertThatThrownBy(() -> indexes.get("films")).isInstanceOf(NotFound.class);
      assertThat(gone).hasSize(2);
    }
  }

  @Test
  void whatAnEarlierVersionKeptInItsFileGoesToTheCollection() throws IOException {
    catalog.create(spec("films"));
    Files.writeString(folder.resolve("one.json"), FORMER);
    try (Indexes indexes = indexes("one.json")) {
      requireFormer(indexes.get("films"));
      assertThat(indexes.get("films").port()).isEqualTo(5099);
    }
    assertThat(Files.readString(folder.resolve("one.json")))
        .contains(ID, "5099")
        .doesNotContain("deployment");
    try (Indexes elsewhere = indexes("other.json")) {
      assertThat(elsewhere.get("films").entry().traits().distribution()).isPresent();
      assertThat(elsewhere.textField("films")).contains("t");
    }
    try (Indexes again = indexes("one.json")) {
      requireFormer(again.get("films"));
    }
  }

  private static void requireFormer(Index index) {
    assertThat(index.entry().id()).hasToString(ID);
    assertThat(index.entry().deployment()).isEqualTo(new Deployment.Pod("e", "p1.x1", 2, 3, 6, ""));
    assertThat(index.entry().vectors())
        .isEqualTo(new VectorSource.Integrated("pocket", Map.of("text", "t"), Map.of(), Map.of()));
  }

  @Test
  void whatWasSaidMeanwhileStandsBeforeAnEarlierFile() throws IOException {
    try (Indexes indexes = indexes("other.json")) {
      Index _ = indexes.create(spec("films"), entry());
    }
    Files.writeString(folder.resolve("one.json"), FORMER);
    try (Indexes indexes = indexes("one.json")) {
      assertThat(indexes.get("films").entry().traits()).isEqualTo(entry().traits());
    }
  }

  @Test
  void aCopyUnderAnotherNameSaysTheSame() {
    try (Indexes indexes = indexes("one.json")) {
      Index made = indexes.create(spec("films"), entry());
      var snapshots = catalog.snapshots().orElseThrow();
      String id = snapshots.create("films", "", "").id();
      Index copy =
          indexes.create(
              "copies",
              made.entry().copied().withDeployment(Deployment.standard()),
              () -> snapshots.restore(id, "copies"));
      assertThat(copy.entry().vectors()).isEqualTo(entry().vectors());
      assertThat(copy.entry().deployment()).isEqualTo(Deployment.standard());
      assertThat(copy.entry().id()).isNotEqualTo(made.entry().id());
      snapshots.restore(id, "natively");
      assertThat(indexes.get("natively").entry().traits()).isEqualTo(entry().traits());
    }
  }

  @Test
  void anAnnotationThatIsNoneOfOursIsTold() {
    catalog.create(spec("films"));
    UnaryOperator<CollectionSettings> broken =
        settings -> settings.withAnnotation("pinecone", "{\"deployment\": 3}");
    catalog.configure("films", broken);
    catalog.create(spec("a"));
    try (Indexes indexes = indexes("one.json")) {
      assertThat(indexes.list()).extracting(Index::name).containsExactly("a");
      assertThatThrownBy(() -> indexes.get("films"))
          .isInstanceOf(CorruptStore.class)
          .hasMessageContainingAll("films", "annotation pinecone", "deployment");
    }
  }
}
