package dev.pictor.token;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The data of `mojibake.json`, which the tests' `tables.py` makes of ftfy's.
///
/// @param sets characters by the name of their set
/// @param sequences of sets that a sane text does not have, each a list of tokens: `{name}` is a
///   set, any other character itself
/// @param clues characters by which part of UTF-8 they are when it is read in a code page
/// @param codePages in the order in which they are tried
record MojibakeTables(
    Map<String, String> sets,
    List<List<String>> sequences,
    Map<String, String> clues,
    List<CodePage> codePages) {

  MojibakeTables {
    sets = Map.copyOf(sets);
    sequences = List.copyOf(sequences);
    clues = Map.copyOf(clues);
    codePages = List.copyOf(codePages);
  }

  static MojibakeTables read() {
    JsonNode root;
    try (InputStream in = MojibakeTables.class.getResourceAsStream("mojibake.json")) {
      if (in == null) {
        throw new IllegalStateException("mojibake.json: missing from the class path");
      }
      root = JsonMapper.shared().readTree(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<List<String>> sequences = new ArrayList<>();
    for (JsonNode line : root.get("sequences")) {
      sequences.add(List.of(line.asString().split(" ", -1)));
    }
    List<CodePage> pages = new ArrayList<>();
    for (JsonNode page : root.get("codePages")) {
      pages.add(
          new CodePage(
              page.get("name").asString(),
              page.get("upper").asString(),
              page.get("sloppy").asBoolean()));
    }
    return new MojibakeTables(
        strings(root.get("sets")), sequences, strings(root.get("clues")), pages);
  }

  private static Map<String, String> strings(JsonNode object) {
    Map<String, String> strings = new LinkedHashMap<>();
    object.properties().forEach(each -> strings.put(each.getKey(), each.getValue().asString()));
    return strings;
  }
}
