package dev.pictor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `pictor map` over some photos of plants.
class MapCommandTest {

  private static final Path PLANTS = Path.of("..", "examples", "photos", "plants");
  private static final int COUNT = 7;

  @TempDir static Path folder;
  private static PictorServer server;

  @BeforeAll
  static void start() {
    server =
        PictorServer.start(
            ServerConfig.builder().data(folder.resolve("data")).port(0).browser(false).build());
    Program.Outcome indexed = pictor("index", PLANTS.toString(), "--collection", "photos");
    assertThat(indexed.code()).as(indexed.err()).isZero();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Program.Outcome pictor(String... arguments) {
    String[] line = Arrays.copyOf(arguments, arguments.length + 2);
    line[arguments.length] = "--url";
    line[arguments.length + 1] = server.uri().toString();
    return Program.here(line);
  }

  private static String drawn(String name, String... more) throws Exception {
    Path file = folder.resolve(name);
    String[] line = Arrays.copyOf(more, more.length + 4);
    System.arraycopy(more, 0, line, 4, more.length);
    line[0] = "map";
    line[1] = "photos";
    line[2] = "--out";
    line[3] = file.toString();
    Program.Outcome outcome = pictor(line);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("7 of 7 records").contains(name);
    return Files.readString(file);
  }

  private static Document xml(String text) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void theDrawingHasAPointForEveryPictureAndALegend() throws Exception {
    Document svg = xml(drawn("map.svg", "--colour", "format"));
    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(COUNT + 1);
    assertThat(svg.getElementsByTagName("text").item(0).getTextContent()).isEqualTo("jpeg (7)");
  }

  @Test
  void thePageNeedsNothingElse() throws Exception {
    String html = drawn("map.html");
    assertThat(html.split("<circle", -1)).hasSize(COUNT + 1);
    assertThat(html).contains("type=\"checkbox\"").doesNotContainPattern("(src|href)=");
  }

  @Test
  void theTableAndTheJsonTellTheSame() throws Exception {
    JsonNode map = JsonMapper.shared().readTree(drawn("map.json"));
    assertThat(map.path("points").size()).isEqualTo(COUNT);
    assertThat(drawn("map.csv").lines())
        .hasSize(COUNT + 1)
        .startsWith("id,x,y,group")
        .contains(
            "%s,%s,%s,"
                .formatted(
                    map.at("/points/0/id").asString(""),
                    map.at("/points/0/x").asDouble(0),
                    map.at("/points/0/y").asDouble(0)));
    Program.Outcome printed = pictor("map", "--json");
    assertThat(JsonMapper.shared().readTree(printed.out())).isEqualTo(map);
  }

  @Test
  void whatIsWrongIsSaid() {
    assertThat(pictor("map", "photos").err()).contains("--out: missing");
    Program.Outcome ending = pictor("map", "photos", "--out", "map.gif");
    assertThat(ending.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ending.err()).contains("--out: map.gif (expected: a name that ends with .html");
    Program.Outcome collection = pictor("map", "none-such", "--json");
    assertThat(collection.code()).isEqualTo(ExitCode.FAILED);
    assertThat(collection.err()).contains("Nothing is indexed in the collection none-such yet.");
  }
}
