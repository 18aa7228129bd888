package dev.pictor.duplicates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.clip.Embedder;
import dev.pictor.duplicates.RemovalPlan.Item;
import dev.pictor.duplicates.RemovalPlan.LeftOut;
import dev.pictor.duplicates.RemovalPlan.Reason;
import dev.pictor.duplicates.RemovalSpec.Choice;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataValue.Text;
import dev.pictor.store.RecordUpdate;
import dev.pictor.store.VectorRecord;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nothing is lost: not by mistakes, not by two at once, not by files that change meanwhile.
class DuplicateRemovalTest {

  private static Embedder embedder;

  @TempDir Path folder;
  private DuplicatesFixture fixture;
  private DuplicateReview review;
  private Trash trash;
  private byte[] photo;

  @BeforeAll
  static void openEmbedder() {
    embedder = DuplicatesFixture.openEmbedder();
  }

  @AfterAll
  static void closeEmbedder() {
    embedder.close();
  }

  @BeforeEach
  void open() throws IOException {
    fixture = new DuplicatesFixture(folder, embedder);
    trash = new Trash(fixture.data.resolve("trash"));
    photo = Files.readAllBytes(DuplicatesFixture.example(5));
    fixture.add("a.jpg", photo);
    fixture.add("copy/a.jpg", photo);
    fixture.add("copy/b.jpg", photo);
    fixture.add("other.jpg", DuplicatesFixture.example(40));
    scan();
  }

  private void scan() {
    fixture.index();
    review = fixture.review();
    ScanProgress _ = fixture.scan(review);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private DuplicateRemoval removal() {
    return removal(trash);
  }

  private DuplicateRemoval removal(Trash into) {
    return new DuplicateRemoval(() -> fixture.collection, fixture.pictures, review, into);
  }

  private String group() {
    return review.groups(GroupFilter.all()).getFirst().id();
  }

  private RemovalSpec allButBest() {
    return new RemovalSpec(List.of(Choice.allButBest(group())));
  }

  private RemovalSpec keep(String id) {
    return new RemovalSpec(List.of(new Choice(group(), Optional.of(id), Optional.empty())));
  }

  private RemovalSpec remove(String... ids) {
    return new RemovalSpec(
        List.of(new Choice(group(), Optional.empty(), Optional.of(Set.of(ids)))));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(fixture.photos)) {
      return all.filter(Files::isRegularFile)
          .map(each -> fixture.photos.relativize(each).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  @Test
  void aDryRunSaysWhatWouldGoAndDoesNothing() throws IOException {
    RemovalPlan plan = removal().plan(allButBest());

    assertThat(plan.items())
        .extracting(item -> item.remove().id())
        .containsExactly("copy/a.jpg", "copy/b.jpg");
    assertThat(plan.items()).extracting(item -> item.keep().id()).containsOnly("a.jpg");
    assertThat(plan.bytes()).isEqualTo(2L * photo.length);
    assertThat(plan.left()).isEmpty();
    assertThat(files()).hasSize(4);
    assertThat(fixture.ids()).hasSize(4);
    assertThat(trash.list("photos")).isEmpty();
  }

  @Test
  void whatWasRemovedIsInTheTrashAndComesBackWithItsRecord() throws IOException {
    Path file = fixture.photos.resolve("copy").resolve("a.jpg");
    FileTime modified = FileTime.from(Instant.parse("2020-02-02T02:02:02Z"));
    Files.setLastModifiedTime(file, modified);
    scan();
    int _ =
        fixture
            .records()
            .update(
                List.of(
                    new RecordUpdate(
                        "copy/a.jpg", Metadata.copyOf(Map.of("note", new Text("mine"))))));
    VectorRecord before = fixture.records().fetch(List.of("copy/a.jpg")).getFirst();
    DuplicateRemoval removal = removal();

    RemovalResult result = removal.apply(removal.plan(keep("a.jpg")).id());

    assertThat(result.left()).isEmpty();
    assertThat(result.bytes()).isEqualTo(2L * photo.length);
    assertThat(files()).containsExactly("a.jpg", "other.jpg");
    assertThat(fixture.ids()).containsExactly("a.jpg", "other.jpg");
    assertThat(review.groups(GroupFilter.all())).isEmpty();
    assertThat(trash.list("photos")).hasSize(2);
    fixture.index();
    assertThat(fixture.ids()).as("a run finds nothing in the trash").hasSize(2);

    RestoreResult restored = removal.restore(List.of());

    assertThat(restored.left()).isEmpty();
    assertThat(restored.restored()).extracting(TrashEntry::kept).containsOnly("a.jpg");
    assertThat(files()).containsExactly("a.jpg", "copy/a.jpg", "copy/b.jpg", "other.jpg");
    assertThat(Files.readAllBytes(file)).isEqualTo(photo);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(modified);
    assertThat(fixture.records().fetch(List.of("copy/a.jpg"))).containsExactly(before);
    assertThat(trash.list("photos")).isEmpty();
    fixture.index();
    assertThat(fixture.records().fetch(List.of("copy/a.jpg"))).containsExactly(before);
  }

  @Test
  void aPersonMayKeepAnotherOneThanTheBest() throws IOException {
    DuplicateRemoval removal = removal();

    RemovalResult _ = removal.apply(removal.plan(keep("copy/b.jpg")).id());

    assertThat(files()).containsExactly("copy/b.jpg", "other.jpg");
  }

  @Test
  void aGroupIsNeverRemovedWholly() {
    assertThatThrownBy(() -> removal().plan(remove("a.jpg", "copy/a.jpg", "copy/b.jpg")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("one stays");
    assertThatThrownBy(() -> removal().plan(remove("other.jpg")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("other.jpg");
    assertThatThrownBy(
            () -> removal().plan(new RemovalSpec(List.of(Choice.allButBest("0123456789abcdef")))))
        .isInstanceOf(NotFound.class);
  }

  @Test
  void aDryRunIsGoodOnceAndOnlyWhileFilesStay() throws IOException {
    DuplicateRemoval removal = removal();
    String changed = removal.plan(allButBest()).id();
    Files.setLastModifiedTime(
        fixture.photos.resolve("a.jpg"), FileTime.from(Instant.parse("2021-01-01T00:00:00Z")));

    assertThatThrownBy(() -> removal.apply(changed))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("a.jpg was changed")
        .hasMessageContaining("dry run");
    assertThat(files()).hasSize(4);

    String gone = removal.plan(allButBest()).id();
    Files.delete(fixture.photos.resolve("copy").resolve("b.jpg"));
    assertThatThrownBy(() -> removal.apply(gone))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("b.jpg is gone");

    String good = removal.plan(allButBest()).id();
    assertThat(removal.apply(good).removed()).hasSize(1);
    assertThatThrownBy(() -> removal.apply(good)).isInstanceOf(Conflict.class);
  }

  @Test
  void aDryRunIsVoidWhenItsGroupWasDismissed() throws IOException {
    DuplicateRemoval removal = removal();
    RemovalPlan plan = removal.plan(allButBest());
    review.dismiss(group());

    assertThatThrownBy(() -> removal.apply(plan.id()))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("not listed");
    assertThat(files()).hasSize(4);
  }

  @Test
  void twoRemovalsAtOnceNeverTakeTheLastCopy() throws Exception {
    // As two collections over one folder would: each has its own dry runs, and keeps another copy.
    for (int round = 0; round < 5; round++) {
      List<DuplicateRemoval> removals = List.of(removal(), removal(), removal());
      List<String> kept = List.of("a.jpg", "copy/a.jpg", "copy/b.jpg");
      List<String> plans =
          List.of(
              removals.get(0).plan(keep(kept.get(0))).id(),
              removals.get(1).plan(keep(kept.get(1))).id(),
              removals.get(2).plan(keep(kept.get(2))).id());
      try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
        List<Future<?>> all =
            Stream.of(0, 1, 2)
                .<Future<?>>map(
                    i ->
                        threads.submit(
                            () -> {
                              try {
                                RemovalResult _ = removals.get(i).apply(plans.get(i));
                              } catch (Conflict late) {
                                assertThat(late.reason()).contains("not good any more");
                              }
                            }))
                .toList();
        for (Future<?> each : all) {
          Object _ = each.get();
        }
      }
      assertThat(files()).as("round %d", round).containsOnlyOnce("other.jpg").hasSize(2);
      assertThat(removals.getFirst().restore(List.of()).left()).isEmpty();
      scan();
    }
  }

  @Test
  void aPictureThatOneGroupKeepsAnotherOneCannotRemove() {
    RemovalSpec contradiction =
        new RemovalSpec(
            List.of(
                new Choice(group(), Optional.of("a.jpg"), Optional.of(Set.of("copy/a.jpg"))),
                new Choice(group(), Optional.of("copy/a.jpg"), Optional.of(Set.of("a.jpg")))));

    assertThatThrownBy(() -> removal().plan(contradiction))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("kept or removed");
  }

  @Test
  void eachFileIsReadAgainRightBeforeItIsMoved() throws IOException {
    Path changed = fixture.photos.resolve("copy").resolve("a.jpg");
    FileTime modified = Files.getLastModifiedTime(changed);
    byte[] others = photo.clone();
    others[others.length / 2] ^= 1;
    Files.write(changed, others);
    Files.setLastModifiedTime(changed, modified); // size and time are as before
    DuplicateRemoval removal = removal();

    RemovalResult result = removal.apply(removal.plan(allButBest()).id());

    assertThat(result.left()).containsExactly(new LeftOut("copy/a.jpg", Reason.CHANGED));
    assertThat(result.removed()).extracting(TrashEntry::picture).containsExactly("copy/b.jpg");
    assertThat(Files.readAllBytes(changed)).isEqualTo(others);
  }

  @Test
  void nothingGoesWhenTheOneToKeepHasOtherBytesNow() throws IOException {
    Path keeper = fixture.photos.resolve("a.jpg");
    FileTime modified = Files.getLastModifiedTime(keeper);
    byte[] others = photo.clone();
    others[others.length / 2] ^= 1;
    Files.write(keeper, others);
    Files.setLastModifiedTime(keeper, modified);
    DuplicateRemoval removal = removal();

    RemovalResult result = removal.apply(removal.plan(allButBest()).id());

    assertThat(result.removed()).isEmpty();
    assertThat(result.left()).extracting(LeftOut::reason).containsOnly(Reason.CHANGED);
    assertThat(files()).hasSize(4);
  }

  @Test
  void anotherNameOfTheFileToKeepIsLeftAlone() throws IOException {
    Path keeper = fixture.photos.resolve("a.jpg");
    Path hard = fixture.photos.resolve("copy").resolve("a.jpg");
    Path soft = fixture.photos.resolve("copy").resolve("b.jpg");
    Files.delete(hard);
    Files.createLink(hard, keeper);
    Files.delete(soft);
    Files.createSymbolicLink(soft, keeper);
    DuplicateRemoval removal = removal();

    RemovalPlan plan = removal.plan(allButBest());

    assertThat(plan.items()).isEmpty();
    assertThat(plan.left())
        .containsExactly(
            new LeftOut("copy/a.jpg", Reason.SAME_FILE), new LeftOut("copy/b.jpg", Reason.LINK));
    assertThat(removal.apply(plan.id()).removed()).isEmpty();
    assertThat(files()).hasSize(4);
  }

  @Test
  void aTrashOnAnotherDiskGetsACopyBeforeTheFileGoes() throws IOException {
    trash =
        new Trash(
            fixture.data.resolve("trash"),
            (from, to) -> {
              throw new AtomicMoveNotSupportedException(from.toString(), to.toString(), "disks");
            });
    Path file = fixture.photos.resolve("copy").resolve("a.jpg");
    FileTime modified = Files.getLastModifiedTime(file);
    DuplicateRemoval removal = removal();

    RemovalResult result = removal.apply(removal.plan(allButBest()).id());

    assertThat(result.removed()).hasSize(2);
    assertThat(files()).containsExactly("a.jpg", "other.jpg");
    assertThat(removal.restore(List.of()).left()).isEmpty();
    assertThat(Files.readAllBytes(file)).isEqualTo(photo);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(modified);
  }

  @Test
  void aDiskThatRefusesLeavesEverythingAsItWas() throws IOException {
    trash =
        new Trash(
            fixture.data.resolve("trash"),
            (from, to) -> {
              throw new IOException("no space left on " + to);
            });
    DuplicateRemoval removal = removal();

    RemovalResult result = removal.apply(removal.plan(allButBest()).id());

    assertThat(result.removed()).isEmpty();
    assertThat(result.left()).extracting(LeftOut::reason).containsOnly(Reason.FAILED);
    assertThat(files()).hasSize(4);
    assertThat(fixture.ids()).hasSize(4);
    assertThat(trash.list("photos")).isEmpty();
  }

  @Test
  void aFileWrittenWhileItIsMovedIsPutBack() throws IOException {
    byte[] others = photo.clone();
    others[others.length / 2] ^= 1;
    trash =
        new Trash(
            fixture.data.resolve("trash"),
            (from, to) -> {
              Files.write(from, others);
              FileMoves.OF_SYSTEM.rename(from, to);
            });
    DuplicateRemoval removal = removal();

    RemovalResult result = removal.apply(removal.plan(remove("copy/a.jpg")).id());

    assertThat(result.left()).containsExactly(new LeftOut("copy/a.jpg", Reason.CHANGED));
    assertThat(Files.readAllBytes(fixture.photos.resolve("copy").resolve("a.jpg")))
        .isEqualTo(others);
    assertThat(trash.list("photos")).isEmpty();
  }

  @Test
  void restoringReplacesNothingAndFindsAFolderThatIsGone() throws IOException {
    DuplicateRemoval removal = removal();
    RemovalResult _ = removal.apply(removal.plan(allButBest()).id());
    Files.delete(fixture.photos.resolve("copy"));
    fixture.add("copy/a.jpg", DuplicatesFixture.example(41));

    RestoreResult result = removal.restore(List.of());

    assertThat(result.restored()).extracting(TrashEntry::picture).containsExactly("copy/b.jpg");
    assertThat(result.left()).hasSize(1);
    assertThat(result.left().getFirst().reason()).contains("another file is in its place");
    assertThat(Files.readAllBytes(fixture.photos.resolve("copy").resolve("a.jpg")))
        .isEqualTo(Files.readAllBytes(DuplicatesFixture.example(41)));
    assertThat(trash.list("photos")).extracting(TrashEntry::picture).containsExactly("copy/a.jpg");
    assertThatThrownBy(() -> removal.restore(List.of("nonsense")))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("nonsense");
  }

  @Test
  void whatATrashLostOrChangedIsNotRestored() throws IOException {
    DuplicateRemoval removal = removal();
    RemovalResult result = removal.apply(removal.plan(allButBest()).id());
    Files.write(trash.content(result.removed().getFirst()), new byte[] {1});
    Files.delete(trash.content(result.removed().getLast()));

    RestoreResult restored = removal.restore(List.of());

    assertThat(restored.restored()).isEmpty();
    assertThat(restored.left()).hasSize(1);
    assertThat(restored.left().getFirst().reason()).contains("bytes in the trash have changed");
  }

  @Test
  void theTrashIsEmptiedOnRequestOnly() throws IOException {
    DuplicateRemoval removal = removal();
    RemovalResult result = removal.apply(removal.plan(allButBest()).id());
    String first = result.removed().getFirst().id();

    assertThat(new Trash(fixture.data.resolve("trash")).list("photos")).hasSize(2);
    assertThatThrownBy(() -> trash.empty("photos", List.of(first, "nonsense")))
        .isInstanceOf(NotFound.class);
    assertThat(trash.list("photos")).hasSize(2);
    assertThat(trash.empty("photos", List.of(first)))
        .extracting(TrashEntry::id)
        .containsExactly(first);
    assertThat(trash.list("photos")).hasSize(1);
    assertThat(trash.empty("photos", List.of())).hasSize(1);
    assertThat(Files.exists(trash.content(result.removed().getLast()))).isFalse();
    assertThat(trash.empty("photos", List.of())).isEmpty();
  }

  @Test
  void anUploadedCopyGoesAndComesBackToo() throws IOException {
    VectorRecord _ =
        fixture
            .library
            .uploads()
            .add("upload", "mine.jpg", photo, embedder.image(photo), Metadata.empty());
    scan();
    assertThat(fixture.records().count(MetadataFilter.all())).isEqualTo(5);
    VectorRecord before = fixture.records().fetch(List.of("upload")).getFirst();
    DuplicateRemoval removal = removal();

    RemovalResult result = removal.apply(removal.plan(remove("upload")).id());

    assertThat(result.removed()).extracting(TrashEntry::upload).containsExactly(true);
    assertThat(fixture.records().fetch(List.of("upload"))).isEmpty();
    assertThat(files()).hasSize(4);
    assertThat(removal.restore(List.of()).left()).isEmpty();
    assertThat(fixture.records().fetch(List.of("upload"))).containsExactly(before);
    assertThat(fixture.library.file("upload")).hasBinaryContent(photo);
  }

  @Test
  void everyItemSaysWhyItWouldGo() {
    Item item = removal().plan(allButBest()).items().getFirst();

    assertThat(item.remove().stage()).isEqualTo(Stage.BYTES);
    assertThat(item.remove().sureness()).isEqualTo(Sureness.CERTAIN);
    assertThat(item.group()).isEqualTo(group());
  }
}
