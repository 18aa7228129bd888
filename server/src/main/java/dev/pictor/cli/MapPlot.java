package dev.pictor.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The map of a collection as a file that needs nothing else: a page, a drawing, or a table.
final class MapPlot {

  /// Of the groups with the most points; the others are grey.
  private static final List<String> COLOURS =
      List.of(
          "#1f6feb", "#d9480f", "#2b8a3e", "#9c36b5", "#b08900", "#0c8599", "#c2255c", "#5c940d",
          "#6741d9", "#8d5524");

  private static final String GREY = "#868e96";
  private static final int SIZE = 900;
  private static final int MARGIN = 12;
  private static final int LEGEND = 260;
  private static final int LINE = 22;

  private static final String STYLE =
      """
      body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: #1b1c1e; background: #fff; display: flex; flex-wrap: wrap }
      svg { flex: 3 1 480px; height: 100vh; min-width: 0; touch-action: none; cursor: grab; background: #fbfaf8 } circle { r: var(--r, 4px) }
      aside { flex: 1 1 240px; padding: 16px 20px; max-height: 100vh; overflow: auto; box-sizing: border-box } h1 { font-size: 1.2rem; margin: 0 }
      label { display: flex; gap: 8px; align-items: center; padding: 4px 0 } i { width: 14px; height: 14px; border-radius: 50%; flex: none }
      """;

  private static final String SCRIPT =
      """
      const svg = document.querySelector('svg');
      const whole = svg.getAttribute('viewBox').split(' ').map(Number);
      let [x, y, size] = whole, from = null;
      const show = () => {
        svg.setAttribute('viewBox', `${x} ${y} ${size} ${size}`);
        svg.style.setProperty('--r', 4 * (size / whole[2]) ** 0.8 + 'px');
      };
      const place = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      svg.addEventListener('wheel', (event) => {
        event.preventDefault();
        const at = place(event), factor = Math.min(whole[2] / size, Math.max(0.02 * whole[2] / size, event.deltaY > 0 ? 1.2 : 1 / 1.2));
        x = at.x - (at.x - x) * factor; y = at.y - (at.y - y) * factor; size *= factor; show();
      }, {passive: false});
      svg.addEventListener('pointerdown', (event) => { from = place(event); svg.setPointerCapture(event.pointerId); });
      svg.addEventListener('pointermove', (event) => {
        if (!from) return;
        const at = place(event); x -= at.x - from.x; y -= at.y - from.y; show();
      });
      svg.addEventListener('pointerup', () => { from = null; });
      for (const box of document.querySelectorAll('input')) {
        box.addEventListener('change', () => { document.getElementById(box.value).style.display = box.checked ? '' : 'none'; });
      }
      """;

  private record Entry(String label, String colour, List<JsonNode> points) {}

  private MapPlot() {}

  static String csv(JsonNode map) {
    StringBuilder csv = new StringBuilder("id,x,y,group\n");
    for (JsonNode point : map.path("points")) {
      csv.append(cell(point.path("id").asString("")))
          .append(',')
          .append(point.path("x").asDouble(0))
          .append(',')
          .append(point.path("y").asDouble(0))
          .append(',')
          .append(cell(point.path("group").asString("")))
          .append('\n');
    }
    return csv.toString();
  }

  private static String cell(String text) {
    return text.matches("(?s).*[,\"\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  static String svg(String collection, JsonNode map) {
    List<Entry> entries = entries(map);
    StringBuilder svg = new StringBuilder();
    svg.append(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\"><title>"
                .formatted(SIZE + LEGEND, Math.max(SIZE, LINE * (entries.size() + 2))))
        .append(escaped(collection))
        .append("</title><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
    points(svg, entries);
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      int top = LINE * (i + 1);
      svg.append(
              "<circle r=\"6\" cx=\"%d\" cy=\"%d\" fill=\"%s\"/>"
                  .formatted(SIZE + 16, top, entry.colour()))
          .append(
              "<text x=\"%d\" y=\"%d\" font-family=\"sans-serif\" font-size=\"14\">%s (%d)</text>"
                  .formatted(SIZE + 30, top + 5, escaped(entry.label()), entry.points().size()));
    }
    return svg.append("</svg>\n").toString();
  }

  static String html(String collection, JsonNode map) {
    List<Entry> entries = entries(map);
    StringBuilder html = new StringBuilder();
    html.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width\"><title>")
        .append(escaped(collection))
        .append("</title><style>")
        .append(STYLE)
        .append("</style></head><body><svg role=\"img\" aria-label=\"Map of ")
        .append(escaped(collection))
        .append("\" viewBox=\"0 0 %d %d\">".formatted(SIZE, SIZE));
    points(html, entries);
    html.append("</svg><aside><h1>")
        .append(escaped(collection))
        .append("</h1><p>")
        .append(facts(map))
        .append("</p>");
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      html.append(
          "<label><input type=\"checkbox\" value=\"g%d\" checked><i style=\"background:%s\"></i>%s (%d)</label>"
              .formatted(i, entry.colour(), escaped(entry.label()), entry.points().size()));
    }
    return html.append("</aside><script>")
        .append(SCRIPT)
        .append("</script></body></html>\n")
        .toString();
  }

  private static String facts(JsonNode map) {
    return String.format(
        Locale.ROOT,
        "%d of %d records. What looks alike lies close together; the two axes show %.0f&nbsp;%% and %.0f&nbsp;%% of the variance. Wheel: zoom, drag: move.",
        map.path("points").size(),
        map.path("records").asLong(0),
        100 * map.path("explained").path(0).asDouble(0),
        100 * map.path("explained").path(1).asDouble(0));
  }

  private static void points(StringBuilder svg, List<Entry> entries) {
    double inner = SIZE / 2.0 - MARGIN;
    // The largest groups first: the small ones would lie below them.
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      svg.append("<g id=\"g%d\" fill=\"%s\" fill-opacity=\".75\">".formatted(i, entry.colour()));
      for (JsonNode point : entry.points()) {
        svg.append(
            String.format(
                Locale.ROOT,
                "<circle r=\"4\" cx=\"%.1f\" cy=\"%.1f\"><title>%s</title></circle>",
                SIZE / 2.0 + inner * point.path("x").asDouble(0),
                SIZE / 2.0 - inner * point.path("y").asDouble(0),
                escaped(point.path("id").asString(""))));
      }
      svg.append("</g>");
    }
  }

  /// The groups with a colour of their own, then all others together, then the points without one.
  private static List<Entry> entries(JsonNode map) {
    List<Entry> entries = new ArrayList<>();
    Map<String, List<JsonNode>> points = new HashMap<>();
    Entry others = new Entry("others", GREY, new ArrayList<>());
    Entry none = new Entry("none", GREY, new ArrayList<>());
    for (JsonNode group : map.path("groups")) {
      String name = group.path("name").asString("");
      if (!name.isEmpty() && entries.size() < COLOURS.size()) {
        Entry own = new Entry(name, COLOURS.get(entries.size()), new ArrayList<>());
        entries.add(own);
        points.put(name, own.points());
      } else {
        points.put(name, (name.isEmpty() ? none : others).points());
      }
    }
    for (JsonNode point : map.path("points")) {
      points.computeIfAbsent(point.path("group").asString(""), _ -> none.points()).add(point);
    }
    entries.add(others);
    entries.add(none);
    return entries.stream().filter(entry -> !entry.points().isEmpty()).toList();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
