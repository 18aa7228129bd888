package dev.pictor.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.duplicates.DuplicateGroup.Kind;
import dev.pictor.duplicates.Grouping.Pair;
import dev.pictor.error.NotFound;
import dev.pictor.store.VectorRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which of several is best, what a burst is, and which related pictures make a group.
class GroupingTest {

  /// Nothing can be read, so that only what the test says is related is.
  private static final Pictures NONE =
      new Pictures() {
        @Override
        public byte[] thumbnail(String id) {
          throw new NotFound(id);
        }

        @Override
        public Path file(String id) {
          throw new NotFound(id);
        }

        @Override
        public void removeUpload(String id) {
          throw new NotFound(id);
        }

        @Override
        public void restoreUpload(VectorRecord record, byte[] content) {
          throw new NotFound(record.id());
        }

        @Override
        public Path place(String id) {
          throw new NotFound(id);
        }
      };

  private static final Likeness LIKELY = new Likeness(0.999, 0.99);
  private static final Likeness POSSIBLE = new Likeness(0.97, 0.8);
  private static final Likeness DIFFERENT = new Likeness(0.6, 0.1);

  @TempDir Path folder;
  private final List<Content> contents = new ArrayList<>();
  private final Map<Pair, Relation> relations = new HashMap<>();

  @BeforeEach
  void clear() {
    contents.clear();
    relations.clear();
  }

  private static GroupMember picture(String id, int width, String format, long bytes, String time) {
    return picture(id, width, format, bytes, time, "");
  }

  private static GroupMember picture(
      String id, int width, String format, long bytes, String time, String camera) {
    return new GroupMember(
        id,
        Digests.sha256(id.getBytes(StandardCharsets.UTF_8)),
        bytes,
        width,
        width,
        format,
        time,
        camera,
        Stage.BYTES,
        Sureness.CERTAIN,
        1);
  }

  private int add(GroupMember member) {
    contents.add(new Content(member.sha256(), List.of(member)));
    return contents.size() - 1;
  }

  private void copies(int a, int b) {
    relations.put(Pair.of(a, b), new Relation.Copies(Stage.HASH, Sureness.LIKELY, 0.99));
  }

  private List<List<String>> groups() {
    return grouped().stream().map(DuplicatesFixture::ids).toList();
  }

  private List<DuplicateGroup> grouped() {
    try (ScanMemory memory = ScanMemory.open(folder.resolve("found.txt"))) {
      return Grouping.of(
          contents, relations, new Comparer(NONE, DuplicatesFixture.DECODER, memory));
    }
  }

  @Test
  void mostPixelsAreBestThenMostBytesOfOneFormatThenTheOldestThenTheShortestPath() {
    GroupMember large = picture("large.jpg", 200, "jpeg", 10, "2024-01-01T00:00:00");
    GroupMember heavy = picture("heavy.jpg", 100, "jpeg", 900, "2024-01-02T00:00:00");
    GroupMember light = picture("light.jpg", 100, "jpeg", 100, "2023-01-01T00:00:00");
    GroupMember png = picture("resaved.png", 100, "png", 9000, "2024-05-01T00:00:00");
    GroupMember same = picture("a/long/way/heavy.jpg", 100, "jpeg", 900, "2024-01-02T00:00:00");

    assertThat(BestPicture.of(List.of(heavy, large, png))).isEqualTo(large);
    assertThat(BestPicture.of(List.of(light, heavy))).isEqualTo(heavy);
    assertThat(BestPicture.of(List.of(png, heavy)))
        .as("the larger bytes of another format say nothing")
        .isEqualTo(heavy);
    assertThat(BestPicture.of(List.of(png, light, heavy))).isEqualTo(heavy);
    assertThat(BestPicture.of(List.of(same, heavy))).isEqualTo(heavy);
  }

  @Test
  void aChainOfSmallChangesIsNotOneGroup() {
    for (int i = 0; i < 5; i++) {
      int _ = add(picture("p" + i + ".jpg", 100 - i, "jpeg", 10, "2024-01-01T00:00:00"));
    }
    for (int i = 0; i < 4; i++) {
      copies(i, i + 1);
    }

    assertThat(groups())
        .containsExactlyInAnyOrder(List.of("p0.jpg", "p1.jpg"), List.of("p2.jpg", "p3.jpg"));
  }

  @Test
  void aGroupIsWhatIsLikeItsBest() {
    int best = add(picture("best.jpg", 100, "jpeg", 10, "2024-01-01T00:00:00"));
    int one = add(picture("one.jpg", 50, "jpeg", 10, "2024-01-01T00:00:00"));
    int other = add(picture("other.jpg", 40, "jpeg", 10, "2024-01-01T00:00:00"));
    copies(best, one);
    copies(best, other);

    assertThat(groups()).containsExactly(List.of("best.jpg", "one.jpg", "other.jpg"));
  }

  @Test
  void framesOfOneCameraWithinSecondsAreABurstHoweverAlike() {
    GroupMember first = picture("1.jpg", 100, "jpeg", 10, "2024-01-01T12:00:00", "Canon");
    GroupMember next = picture("2.jpg", 100, "jpeg", 11, "2024-01-01T12:00:02", "Canon");
    GroupMember minutesLater = picture("3.jpg", 100, "jpeg", 11, "2024-01-01T12:05:00", "Canon");
    GroupMember otherCamera = picture("4.jpg", 100, "jpeg", 11, "2024-01-01T12:00:02", "Nikon");
    GroupMember sameSecond = picture("5.jpg", 100, "jpeg", 11, "2024-01-01T12:00:00", "Canon");
    GroupMember smaller = picture("6.jpg", 50, "jpeg", 5, "2024-01-01T12:00:00", "Canon");

    assertThat(Relation.of(first, next, Stage.HASH, LIKELY)).isInstanceOf(Relation.Frames.class);
    assertThat(Relation.of(first, next, Stage.EMBEDDING, DIFFERENT))
        .isInstanceOf(Relation.Frames.class);
    assertThat(Relation.of(first, minutesLater, Stage.HASH, DIFFERENT))
        .isInstanceOf(Relation.Different.class);
    assertThat(Relation.of(first, otherCamera, Stage.HASH, LIKELY))
        .isInstanceOf(Relation.Copies.class);
    assertThat(Relation.of(first, sameSecond, Stage.HASH, LIKELY))
        .as("a copy keeps the time")
        .isInstanceOf(Relation.Copies.class);
    assertThat(Relation.of(first, sameSecond, Stage.HASH, POSSIBLE))
        .as("something has moved within the second")
        .isInstanceOf(Relation.Frames.class);
    assertThat(Relation.of(first, smaller, Stage.HASH, POSSIBLE))
        .as("a camera does not change its size in a burst")
        .isEqualTo(new Relation.Copies(Stage.HASH, Sureness.POSSIBLE, POSSIBLE.whole()));
  }

  @Test
  void aBurstHasTheBestOfEachFrameAndStandsApartFromTheirCopies() {
    int first = add(picture("1.jpg", 100, "jpeg", 10, "2024-01-01T12:00:00", "Canon"));
    int copy = add(picture("1-small.jpg", 50, "jpeg", 5, "2024-01-01T12:00:00", "Canon"));
    int second = add(picture("2.jpg", 100, "jpeg", 12, "2024-01-01T12:00:03", "Canon"));
    int third = add(picture("3.jpg", 100, "jpeg", 11, "2024-01-01T12:00:06", "Canon"));
    copies(first, copy);
    relations.put(Pair.of(copy, second), new Relation.Frames(Stage.HASH, 0.9));
    relations.put(Pair.of(second, third), new Relation.Frames(Stage.EMBEDDING, 0.8));

    List<DuplicateGroup> groups = grouped();

    assertThat(groups).extracting(DuplicateGroup::kind).containsExactly(Kind.COPIES, Kind.BURST);
    assertThat(DuplicatesFixture.ids(groups.get(0))).containsExactly("1.jpg", "1-small.jpg");
    assertThat(DuplicatesFixture.ids(groups.get(1))).containsExactly("2.jpg", "1.jpg", "3.jpg");
  }

  @Test
  void theIdOfAGroupIsThatOfItsPictures() {
    int a = add(picture("a.jpg", 100, "jpeg", 10, "2024-01-01T00:00:00"));
    int b = add(picture("b.jpg", 50, "jpeg", 10, "2024-01-01T00:00:00"));
    copies(a, b);
    String id = grouped().getFirst().id();

    assertThat(grouped().getFirst().id()).isEqualTo(id);
    int c = add(picture("c.jpg", 40, "jpeg", 10, "2024-01-01T00:00:00"));
    copies(a, c);
    assertThat(grouped().getFirst().id()).isNotEqualTo(id);
  }
}
