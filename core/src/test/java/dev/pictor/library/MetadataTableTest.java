package dev.pictor.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataTableTest {

  @TempDir private Path folder;

  @Test
  void aCsvColumnIsNumericOnlyIfAllItsValuesAre() throws IOException {
    Map<String, Metadata> table =
        read(
            "t.csv",
            """
            \uFEFFfilename,price,code,size,sale,名
            猫.jpg,9.50,0012,10,true,"红色, 连衣裙"
            b/dog.jpg,-3,77,L,FALSE,
            """);
    assertThat(table).containsOnlyKeys("猫.jpg", "b/dog.jpg");
    Metadata cat = table.getOrDefault("猫.jpg", Metadata.empty());
    assertThat(cat.number("price")).contains(9.5);
    assertThat(cat.text("code")).contains("0012");
    assertThat(cat.text("size")).contains("10");
    assertThat(cat.get("sale")).contains(new MetadataValue.Flag(true));
    assertThat(cat.text("名")).contains("红色, 连衣裙");
    Metadata dog = table.getOrDefault("b/dog.jpg", Metadata.empty());
    assertThat(dog.fields()).containsOnlyKeys("price", "code", "size", "sale");
  }

  @Test
  void jsonLinesKeepTheirTypes() throws IOException {
    Map<String, Metadata> table =
        read("t.jsonl", "{\"id\":\"a/b.jpg\",\"n\":1,\"s\":\"1\",\"l\":[\"x\",\"y\"]}\n\n");
    Metadata row = table.getOrDefault("a/b.jpg", Metadata.empty());
    assertThat(row.number("n")).contains(1.0);
    assertThat(row.text("s")).contains("1");
    assertThat(row.get("l")).contains(new MetadataValue.TextList(List.of("x", "y")));
  }

  @Test
  void errorsNameFileLineAndColumn() {
    refused("t.csv", "", "t.csv", "line 1");
    refused("t.csv", "name,price\nx,1\n", "line 1", "[name, price]", "filename");
    refused("t.csv", "file,width\na.jpg,3\n", "line 1", "column: width");
    refused("t.csv", "file,a,a\nx,1,2\n", "line 1", "column: \"a\"");
    refused("t.csv", "file,a\nx,1,2\n", "line 2", "3 columns");
    refused("t.csv", "file,a\nx,1\n,2\n", "line 3", "column file", "empty");
    refused("t.csv", "file,a\nx,1\ny,2\nx,3\n", "line 4", "line 2");
    refused("t.jsonl", "{\"id\":\"a\"}\n{\"id\":\"b\"", "t.jsonl", "line 2", "column");
    refused("t.jsonl", "[1]\n", "line 1");
    refused("t.jsonl", "null\n", "line 1");
    refused("t.jsonl", "{\"id\":\"a\",\"deep\":{\"x\":1}}\n", "line 1", "deep");
    refused("t.jsonl", "{\"id\":7}\n", "line 1", "column id");
    refused("t.xls", "x", "t.xls", ".csv");
  }

  @Test
  void aMissingFileIsRefusedByName() {
    Path missing = folder.resolve("none.csv");
    assertThatThrownBy(() -> MetadataTable.read(missing))
        .isInstanceOf(InvalidRequest.class)
        .hasMessage("metadata: " + missing + ": no such file");
  }

  private Map<String, Metadata> read(String name, String content) throws IOException {
    return MetadataTable.read(Files.writeString(folder.resolve(name), content));
  }

  private void refused(String name, String content, String... parts) {
    assertThatThrownBy(() -> read(name, content))
        .as(content)
        .isInstanceOf(InvalidRequest.class)
        .message()
        .contains(parts);
  }
}
