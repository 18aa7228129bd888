package dev.pictor.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.clip.Embedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Measures anew what `docs/duplicates.md` says: of one copy of each of some photos, of each kind,
/// how many are found, by what and how surely; and that no two different photos are taken for
/// copies.
class DuplicateRatesTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "duplicates.md");
  private static final int EVERY = 4;

  /// Processors round differently.
  private static final int TOLERANCE = 2;

  private record Rates(int likely, int possible, int missed, int byHash, int byEmbedding) {

    String row(String title) {
      return "| %s | %d | %d | %d | %d | %d |"
          .formatted(title, likely, possible, missed, byHash, byEmbedding);
    }

    boolean near(Rates other) {
      return near(likely, other.likely)
          && near(possible, other.possible)
          && near(missed, other.missed)
          && near(byHash, other.byHash)
          && near(byEmbedding, other.byEmbedding);
    }

    private static boolean near(int one, int other) {
      return Math.abs(one - other) <= TOLERANCE;
    }
  }

  @TempDir Path folder;
  private int wrong;

  @Test
  void theRatesInTheDocumentAreTrue() throws IOException {
    Map<String, Rates> measured = new LinkedHashMap<>();
    try (Embedder embedder = DuplicatesFixture.openEmbedder()) {
      for (GeneratedCopy kind : GeneratedCopy.values()) {
        measured.put(kind.title, measure(kind, embedder));
      }
    }

    Map<String, Rates> documented = documented();
    List<String> rows =
        measured.entrySet().stream().map(e -> e.getValue().row(e.getKey())).toList();
    assertThat(documented.keySet())
        .as("the table to write: %n%s", String.join("\n", rows))
        .containsExactlyElementsOf(measured.keySet());
    measured.forEach(
        (title, rates) ->
            assertThat(documented.get(title))
                .as("%s; the table to write: %n%s", title, String.join("\n", rows))
                .matches(rates::near));
    assertThat(wrong).as("groups of different photos").isZero();
  }

  private Rates measure(GeneratedCopy kind, Embedder embedder) throws IOException {
    Map<String, GroupMember> found = new HashMap<>();
    List<String> names = new ArrayList<>();
    try (DuplicatesFixture fixture = new DuplicatesFixture(folder.resolve(kind.name()), embedder);
        Stream<Path> files = Files.walk(DuplicatesFixture.EXAMPLES)) {
      List<Path> photos = files.filter(each -> each.toString().endsWith(".jpg")).sorted().toList();
      for (int i = 0; i < photos.size(); i += EVERY) {
        byte[] photo = Files.readAllBytes(photos.get(i));
        names.add("%03d".formatted(i));
        fixture.add(names.getLast() + "/photo.jpg", photo);
        fixture.add(names.getLast() + "/copy", kind.of(photo));
      }
      fixture.index();
      DuplicateReview review = fixture.review();
      ScanProgress _ = fixture.scan(review);
      for (DuplicateGroup group : review.groups(GroupFilter.all())) {
        wrong +=
            group.members().stream().map(each -> nameOf(each.id())).distinct().count() > 1 ? 1 : 0;
        found.put(nameOf(group.best().id()), group.others().getFirst());
      }
    }
    return rates(names, found);
  }

  private static String nameOf(String id) {
    return id.substring(0, id.indexOf('/'));
  }

  private static Rates rates(List<String> names, Map<String, GroupMember> found) {
    List<GroupMember> copies = List.copyOf(found.values());
    return new Rates(
        (int) copies.stream().filter(each -> each.sureness() == Sureness.LIKELY).count(),
        (int) copies.stream().filter(each -> each.sureness() == Sureness.POSSIBLE).count(),
        names.size() - copies.size(),
        (int) copies.stream().filter(each -> each.stage() == Stage.HASH).count(),
        (int) copies.stream().filter(each -> each.stage() == Stage.EMBEDDING).count());
  }

  private static Map<String, Rates> documented() throws IOException {
    Pattern row = Pattern.compile("\\| ([^|]+?) ((?:\\| \\d+ ){5})\\|");
    Map<String, Rates> rates = new LinkedHashMap<>();
    for (String line : Files.exists(DOCUMENT) ? Files.readAllLines(DOCUMENT) : List.<String>of()) {
      Matcher matcher = row.matcher(line);
      if (matcher.matches()) {
        int[] counts =
            Arrays.stream(Pattern.compile("[| ]+").split(matcher.group(2), -1))
                .filter(each -> !each.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
        rates.put(
            matcher.group(1), new Rates(counts[0], counts[1], counts[2], counts[3], counts[4]));
      }
    }
    return rates;
  }
}
