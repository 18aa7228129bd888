package dev.pictor.tags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import dev.pictor.tags.SideCarFile.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SideCarTest {

  /// As darktable writes it, shortened.
  private static final String DARKTABLE =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
       <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about=""
          xmlns:xmp="http://ns.adobe.com/xap/1.0/"
          xmlns:dc="http://purl.org/dc/elements/1.1/"
          xmlns:darktable="http://darktable.sf.net/"
         xmp:Rating="4"
         darktable:xmp_version="5">
         <dc:subject>
          <rdf:Seq>
           <rdf:li>holiday</rdf:li>
           <rdf:li>beach</rdf:li>
          </rdf:Seq>
         </dc:subject>
         <darktable:history>
          <rdf:Seq>
           <rdf:li darktable:num="0" darktable:operation="exposure"/>
          </rdf:Seq>
         </darktable:history>
        </rdf:Description>
       </rdf:RDF>
      </x:xmpmeta>
      """;

  @TempDir Path folder;
  private Path sideCar;

  @BeforeEach
  void name() {
    sideCar = SideCarFile.of(folder.resolve("a.jpg"));
  }

  private Change put(String... tags) {
    return SideCarFile.put(sideCar, List.of(tags), false);
  }

  /// What other programs read.
  private List<String> subjects() throws IOException {
    String text = Files.readString(sideCar);
    int from = text.indexOf("<dc:subject>");
    return from < 0
        ? List.of()
        : Pattern.compile("<rdf:li>(.*?)</rdf:li>")
            .matcher(text.substring(from, text.indexOf("</dc:subject>")))
            .results()
            .map((MatchResult result) -> result.group(1))
            .toList();
  }

  @Test
  void aNewSideCarLiesBesideThePictureWithItsWholeName() throws IOException {
    assertThat(put("sea & sand", "海滩")).isEqualTo(Change.NEW);
    assertThat(sideCar.getFileName()).hasToString("a.jpg.xmp");
    assertThat(subjects()).containsExactly("sea &amp; sand", "海滩");
    assertThat(Files.readString(sideCar)).startsWith("<x:xmpmeta").contains("<rdf:Bag>");
    assertThat(put("sea & sand", "海滩")).isEqualTo(Change.NONE);
    assertThat(folder).isDirectoryContaining(file -> file.equals(sideCar));
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void whatOthersWroteStaysAndOnlyOurTagsGoAgain() throws IOException {
    Files.writeString(sideCar, DARKTABLE);
    assertThat(put("beach", "dog")).isEqualTo(Change.MERGED);
    assertThat(subjects()).containsExactly("holiday", "beach", "dog");
    assertThat(Files.readString(sideCar))
        .contains("exposure", "xmp_version", "Rating")
        .contains("http://darktable.sf.net/");
    assertThat(put("cat")).isEqualTo(Change.MERGED);
    assertThat(subjects()).containsExactly("holiday", "beach", "cat");
    assertThat(put()).isEqualTo(Change.MERGED);
    assertThat(subjects()).containsExactly("holiday", "beach");
    assertThat(put()).isEqualTo(Change.NONE);
  }

  @Test
  void aSideCarWithoutSubjectsGetsThemAndNothingIsWrittenWithoutTags() throws IOException {
    assertThat(put()).isEqualTo(Change.NONE);
    assertThat(sideCar).doesNotExist();
    Files.writeString(sideCar, DARKTABLE.replaceAll("(?s)<dc:subject>.*</dc:subject>", ""));
    assertThat(put("dog")).isEqualTo(Change.MERGED);
    assertThat(subjects()).containsExactly("dog");
  }

  @Test
  void propertiesOfOthersAndTheirQualifiersStay() throws IOException {
    Files.writeString(
        sideCar,
        DARKTABLE
            .replace("<rdf:li>holiday</rdf:li>", "<rdf:li xml:lang=\"en\">holiday</rdf:li>")
            .replace(
                "<darktable:history>",
                "<mine:note xmlns:mine=\"urn:mine#\" rdf:parseType=\"Resource\"><mine:by>me</mine:by></mine:note><darktable:history>"));
    assertThat(put("dog")).isEqualTo(Change.MERGED);
    assertThat(put("cat")).isEqualTo(Change.MERGED);
    assertThat(Files.readString(sideCar))
        .contains("<rdf:li xml:lang=\"en\">holiday</rdf:li>", "urn:mine#", ">me<", "exposure")
        .doesNotContain(">dog<")
        .contains(">cat<");
  }

  @Test
  void aDryRunWritesNothing() throws IOException {
    assertThat(SideCarFile.put(sideCar, List.of("dog"), true)).isEqualTo(Change.NEW);
    assertThat(sideCar).doesNotExist();
    Files.writeString(sideCar, DARKTABLE);
    assertThat(SideCarFile.put(sideCar, List.of("dog"), true)).isEqualTo(Change.MERGED);
    assertThat(sideCar).hasContent(DARKTABLE);
  }

  @Test
  void whatIsNoXmpIsLeftAsItIs() throws IOException {
    for (String content :
        List.of(
            "not XML",
            "",
            "<html/>",
            "<html xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">xmpmeta</html>",
            "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"/>",
            DARKTABLE.replace("</x:xmpmeta>", "<notes>mine</notes></x:xmpmeta>"),
            DARKTABLE.replaceAll("</?rdf:(Seq|li)>", ""),
            "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>"
                + DARKTABLE.substring(DARKTABLE.indexOf("<x:xmpmeta")).replace("holiday", "&e;"))) {
      Files.writeString(sideCar, content);
      assertThatThrownBy(() -> put("dog"))
          .as(content)
          .isInstanceOf(InvalidRequest.class)
          .hasMessageContaining("a.jpg.xmp");
      assertThat(Files.readString(sideCar)).isEqualTo(content);
    }
  }
}
