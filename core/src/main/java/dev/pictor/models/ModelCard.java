package dev.pictor.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What the `README.md` of a hub's repository says between its first two lines of dashes, and what
/// a file `LICENSE` is. Reads nothing else of YAML than these two entries; unreadable ones say
/// nothing.
///
/// @param file of the licence, to be kept with the weights
record ModelCard(Optional<String> licence, List<String> languages, Optional<Path> file) {

  private static final long LONGEST = 1 << 20;

  static ModelCard read(SourceFiles files) {
    List<String> head = files.find("README.md").map(ModelCard::head).orElse(List.of());
    Optional<Path> file =
        files.in("").stream()
            .filter(name -> name.toLowerCase(Locale.ROOT).matches("licen[sc]e(\\.md|\\.txt)?"))
            .findFirst()
            .flatMap(files::find)
            .filter(path -> text(path).length() > 0);
    Optional<String> licence =
        entries(head, Set.of("license", "licence")).stream()
            .filter(name -> !name.equals("other"))
            .findFirst()
            .or(() -> file.map(ModelCard::recognised));
    return new ModelCard(licence, entries(head, Set.of("language", "languages")), file);
  }

  private static List<String> head(Path readme) {
    List<String> lines = text(readme).lines().toList();
    if (lines.isEmpty() || !lines.getFirst().strip().equals("---")) {
      return List.of();
    }
    int end = lines.subList(1, lines.size()).indexOf("---");
    return end < 0 ? List.of() : lines.subList(1, end + 1);
  }

  /// Values of `key: value`, `key: [a, b]`, or `key:` with lines `- value` below.
  private static List<String> entries(List<String> head, Set<String> keys) {
    List<String> values = new ArrayList<>();
    boolean below = false;
    for (String line : head) {
      String stripped = line.strip();
      if (below && stripped.startsWith("- ")) {
        add(stripped.substring(2), values);
        continue;
      }
      int colon = line.indexOf(':');
      below = colon > 0 && keys.contains(line.substring(0, colon));
      if (below) {
        for (String value : line.substring(colon + 1).replaceAll("[\\[\\]]", "").split(",", -1)) {
          add(value, values);
        }
      }
    }
    return values;
  }

  private static void add(String value, List<String> values) {
    String plain = value.strip().replaceAll("^[\"']|[\"']$", "");
    if (!plain.isEmpty()) {
      values.add(plain);
    }
  }

  private static String recognised(Path licence) {
    String text = text(licence);
    if (text.contains("Apache License") && text.contains("Version 2.0")) {
      return "Apache-2.0";
    }
    return text.contains("Permission is hereby granted, free of charge") ? "MIT" : "see LICENSE";
  }

  private static String text(Path file) {
    try {
      return Files.size(file) > LONGEST
          ? ""
          : new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
