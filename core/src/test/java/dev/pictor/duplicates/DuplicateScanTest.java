package dev.pictor.duplicates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.clip.Embedder;
import dev.pictor.duplicates.DuplicateGroup.Kind;
import dev.pictor.duplicates.ScanProgress.Phase;
import dev.pictor.error.NotFound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real photos and what was made of them, in a library.
class DuplicateScanTest {

  private static Embedder embedder;

  @TempDir Path folder;
  private DuplicatesFixture fixture;

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
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  /// One copy for each stage, and photos that are none.
  private byte[] addOneOfEach() throws IOException {
    byte[] photo = Files.readAllBytes(DuplicatesFixture.example(5));
    fixture.add("a.jpg", photo);
    fixture.add("copy/a.jpg", photo);
    fixture.add("b.jpg", DuplicatesFixture.example(40));
    fixture.add(
        "small.jpg", GeneratedCopy.HALVED.of(Files.readAllBytes(DuplicatesFixture.example(40))));
    fixture.add("c.jpg", DuplicatesFixture.example(90));
    fixture.add(
        "cut.jpg", GeneratedCopy.CROPPED.of(Files.readAllBytes(DuplicatesFixture.example(90))));
    for (int i = 100; i < 110; i++) {
      fixture.add("other" + i + ".jpg", DuplicatesFixture.example(i));
    }
    fixture.index();
    return photo;
  }

  @Test
  void findsCopiesInThreeStagesAndSaysHowSureEachIs() throws IOException {
    addOneOfEach();
    DuplicateReview review = fixture.review();

    assertThat(review.searched()).isEmpty();
    ScanProgress progress = fixture.scan(review);

    assertThat(progress.phase()).isEqualTo(Phase.FINISHED);
    assertThat(progress.groups()).isEqualTo(3);
    assertThat(progress.bursts()).isZero();
    assertThat(review.searched()).isPresent();
    List<DuplicateGroup> groups = review.groups(GroupFilter.all());
    assertThat(groups).extracting(DuplicateGroup::kind).containsOnly(Kind.COPIES);
    assertThat(groups)
        .extracting(DuplicateGroup::stage)
        .containsExactly(Stage.BYTES, Stage.HASH, Stage.EMBEDDING);
    assertThat(groups)
        .extracting(DuplicateGroup::sureness)
        .containsExactly(Sureness.CERTAIN, Sureness.LIKELY, Sureness.LIKELY);
    assertThat(groups.stream().map(DuplicatesFixture::ids))
        .containsExactly(
            List.of("a.jpg", "copy/a.jpg"),
            List.of("b.jpg", "small.jpg"),
            List.of("c.jpg", "cut.jpg"));
    assertThat(groups.get(0).others().getFirst().likeness()).isEqualTo(1);
    assertThat(groups.get(2).others().getFirst().likeness()).isBetween(0.98, 1.0);
    assertThat(review.groups(DuplicatesFixture.only(Stage.HASH))).containsExactly(groups.get(1));
  }

  @Test
  void aSecondSearchLooksAtWhatIsNewOnly() throws IOException {
    addOneOfEach();
    assertThat(fixture.scan(fixture.review()).looked()).isEqualTo(15);

    fixture.add("new.jpg", GeneratedCopy.POOR.of(Files.readAllBytes(DuplicatesFixture.example(5))));
    fixture.index();
    DuplicateReview review = fixture.review();
    ScanProgress progress = fixture.scan(review);

    assertThat(progress.looked()).isEqualTo(1);
    assertThat(review.groups(GroupFilter.all()).stream().map(DuplicatesFixture::ids))
        .contains(List.of("a.jpg", "copy/a.jpg", "new.jpg"));
  }

  @Test
  void anInterruptedSearchKeepsTheFormerGroupsAndTheNextOneGoesOn() throws IOException {
    addOneOfEach();
    DuplicateReview review = fixture.review();
    AtomicReference<DuplicateScan> running = new AtomicReference<>();
    DuplicateScan scan =
        new DuplicateScan(fixture.collection, fixture.pictures, DuplicatesFixture.DECODER, review);
    running.set(scan);

    ScanProgress cut =
        scan.run(
            progress -> {
              if (progress.phase() == Phase.SEARCHING) {
                running.get().interrupt();
              }
            });

    assertThat(cut.phase()).isEqualTo(Phase.INTERRUPTED);
    assertThat(review.searched()).isEmpty();
    ScanProgress rest = fixture.scan(review);
    assertThat(rest.phase()).isEqualTo(Phase.FINISHED);
    assertThat(rest.looked()).as("hashes were kept").isZero();
    assertThat(rest.groups()).isEqualTo(3);
  }

  @Test
  void aHardOrSymbolicLinkIsNoCopy() throws IOException {
    Path photo = fixture.add("a.jpg", DuplicatesFixture.example(5));
    Files.createLink(fixture.photos.resolve("hard.jpg"), photo);
    Files.createSymbolicLink(fixture.photos.resolve("soft.jpg"), photo);
    fixture.add("sub/b.jpg", DuplicatesFixture.example(40));
    Files.createSymbolicLink(fixture.photos.resolve("linked"), fixture.photos.resolve("sub"));
    fixture.index();

    assertThat(fixture.ids()).contains("a.jpg", "hard.jpg", "soft.jpg");
    assertThat(fixture.groups()).isEmpty();

    Files.copy(photo, fixture.photos.resolve("true-copy.jpg"));
    fixture.index();
    assertThat(fixture.groups()).containsExactly(List.of("a.jpg", "true-copy.jpg"));
  }

  @Test
  void framesOfABurstStandApartFromCopies() throws IOException {
    byte[] photo = Files.readAllBytes(DuplicatesFixture.example(5));
    fixture.add("1.jpg", photo);
    fixture.add("2.jpg", GeneratedCopy.RE_ENCODED.of(photo));
    fixture.index();
    assertThat(fixture.groups()).hasSize(1);

    fixture.taken("1.jpg", "Canon EOS R5", "2024-03-01T12:00:00");
    fixture.taken("2.jpg", "Canon EOS R5", "2024-03-01T12:00:01");
    DuplicateReview review = fixture.review();
    ScanProgress progress = fixture.scan(review);

    assertThat(progress.bursts()).isEqualTo(1);
    assertThat(review.groups(GroupFilter.all()).getFirst().kind()).isEqualTo(Kind.BURST);
  }

  @Test
  void whatWasDismissedStaysSoOverRestartsUntilAnotherCopyComes() throws IOException {
    byte[] photo = addOneOfEach();
    DuplicateReview review = fixture.review();
    ScanProgress _ = fixture.scan(review);
    DuplicateGroup group = review.groups(GroupFilter.all()).getFirst();

    review.dismiss(group.id());

    assertThat(review.groups(GroupFilter.all())).hasSize(2).doesNotContain(group);
    assertThatThrownBy(() -> review.get(group.id()))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining(group.id());
    assertThat(fixture.groups()).as("after a restart and another search").hasSize(2);

    Files.move(
        fixture.photos.resolve("copy").resolve("a.jpg"), fixture.photos.resolve("moved.jpg"));
    fixture.index();
    assertThat(fixture.groups()).as("moved only").hasSize(2);

    fixture.add("third.jpg", photo);
    fixture.index();
    assertThat(fixture.groups()).contains(List.of("a.jpg", "moved.jpg", "third.jpg"));

    DuplicateReview again = fixture.review();
    assertThat(again.dismissals()).isEqualTo(1);
    again.forgetDismissals();
    assertThat(fixture.review().dismissals()).isZero();
  }

  @Test
  void pagesHaveEachGroupOnceAndLeaveOutWhatIsGone() throws IOException {
    addOneOfEach();
    DuplicateReview review = fixture.review();
    ScanProgress _ = fixture.scan(review);
    int _ = fixture.records().delete(List.of("cut.jpg"));

    List<List<String>> seen = new ArrayList<>();
    String after = "";
    do {
      var page = review.page(fixture.records(), GroupFilter.all(), after, 1);
      page.records().forEach(each -> seen.add(DuplicatesFixture.ids(each)));
      after = page.next().orElse("");
    } while (!after.isEmpty());

    assertThat(seen).containsExactly(List.of("a.jpg", "copy/a.jpg"), List.of("b.jpg", "small.jpg"));
  }

  @Test
  void picturesThatCannotBeReadAreCountedAndLookedAtAgain() throws IOException {
    Path photo = fixture.add("a.jpg", DuplicatesFixture.example(5));
    fixture.add("b.jpg", GeneratedCopy.POOR.of(Files.readAllBytes(photo)));
    fixture.index();
    byte[] content = Files.readAllBytes(photo);
    Files.delete(photo);

    assertThat(fixture.scan(fixture.review()).unreadable()).isEqualTo(1);
    assertThat(fixture.review().groups(GroupFilter.all())).isEmpty();

    Files.write(photo, content);
    assertThat(fixture.groups()).containsExactly(List.of("a.jpg", "b.jpg"));
  }
}
