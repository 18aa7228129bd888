package dev.pictor.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.metadata.RecordTags;
import dev.pictor.store.RecordUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tags that a vocabulary has found, on pictures that are indexed again.
class TaggedLibraryTest extends LibraryTest {

  private static final String VERSION = "a-version";

  private void find(String id, String... tags) {
    int _ =
        fixture
            .records()
            .update(
                List.of(
                    new RecordUpdate(
                        id,
                        RecordTags.of(fixture.metadata(id))
                            .withFound(List.of(tags), VERSION)
                            .fields())));
  }

  private RecordTags tags(String id) {
    return RecordTags.of(fixture.metadata(id));
  }

  @Test
  void tagsFollowAMovedPictureAndLeaveAReplacedOne() throws IOException {
    List<Path> photos = fixture.addPhotos("food", 2);
    IndexProgress _ = fixture.index();
    photos.forEach(photo -> find(fixture.idOf(photo), "cake"));
    Path moved = Files.move(photos.getFirst(), fixture.photos.resolve("moved.jpg"));
    Path other = fixture.addPhotos("animals", 1).getFirst();
    Path replaced = Files.move(other, photos.getLast(), StandardCopyOption.REPLACE_EXISTING);
    IndexProgress _ = fixture.index();
    assertThat(tags(fixture.idOf(moved)).all()).containsExactly("cake");
    assertThat(tags(fixture.idOf(moved)).version()).isEqualTo(VERSION);
    assertThat(fixture.metadata(fixture.idOf(replaced)).fields())
        .doesNotContainKeys("tags", "tags_found", "tags_vocabulary");
  }

  private IndexProgress index(Map<String, Metadata> table) {
    try (PhotoLibrary library = fixture.library(table)) {
      return library.index(_ -> {});
    }
  }

  private static Metadata row(String tags) {
    return Metadata.copyOf(Map.of("tags", new MetadataValue.Text(tags)));
  }

  @Test
  void tagsOfATableStandBesideThoseThatAreFound() throws IOException {
    List<Path> photos = fixture.addPhotos("food", 2);
    String with = fixture.idOf(photos.getFirst());
    String without = fixture.idOf(photos.getLast());
    Map<String, Metadata> table = Map.of(with, row("birthday"));
    IndexProgress _ = index(table);
    find(with, "cake");
    find(without, "cake");
    IndexProgress _ = index(table);
    assertThat(tags(with).all()).as("nothing changed").containsExactly("birthday", "cake");
    assertThat(tags(without).all()).containsExactly("cake");

    IndexProgress _ = index(Map.of(with, row("wedding")));
    assertThat(tags(with).all()).contains("wedding").doesNotContain("birthday");
    assertThat(tags(with).version()).as("is to be looked at again").isEmpty();
    find(with, "cake");
    assertThat(tags(with).all()).containsExactly("wedding", "cake");

    IndexProgress _ = index(Map.of(without, row("wedding")));
    assertThat(tags(with).all()).as("its row is gone").containsExactly("cake");
    assertThat(tags(with).version()).isEqualTo(VERSION);
  }
}
