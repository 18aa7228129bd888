package dev.pictor.cli;

import java.io.PrintStream;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// Shows a job's progress on standard error: one line that rewrites itself in a terminal, now and
/// then a plain line otherwise. Not thread-safe.
final class ProgressLine {

  private static final int BAR_WIDTH = 24;
  private static final double SECONDS_BETWEEN_PLAIN_LINES = 5;

  private final PrintStream out;
  private final boolean terminal;
  private double lastPlainLine = -SECONDS_BETWEEN_PLAIN_LINES;
  private int lastWidth;

  ProgressLine(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /// For standard error; the launcher tells whether that is a terminal, which a JVM cannot know.
  static ProgressLine onStandardError() {
    return new ProgressLine(System.err, Boolean.getBoolean("pictor.terminal"));
  }

  /// @param progress the `progress` of an indexing job as the native API sends it
  void show(JsonNode progress) {
    show(progress, line(progress));
  }

  /// @param progress the `progress` of a job that goes over all records
  void showRecords(JsonNode progress) {
    show(progress, records(progress));
  }

  /// @param progress the `progress` of an export or an import
  void showTransfer(JsonNode progress) {
    show(progress, transfer(progress));
  }

  /// @param progress the `progress` of a search for duplicates
  void showDuplicates(JsonNode progress) {
    show(progress, duplicates(progress));
  }

  private void show(JsonNode progress, String line) {
    double elapsed = progress.path("elapsed").asDouble(0);
    if (terminal) {
      out.print("\r" + line + " ".repeat(Math.max(0, lastWidth - line.length())));
      out.flush();
      lastWidth = line.length();
    } else if (elapsed - lastPlainLine >= SECONDS_BETWEEN_PLAIN_LINES) {
      lastPlainLine = elapsed;
      out.println(line);
    }
  }

  /// Ends the line, so that what is printed next starts on its own.
  void end() {
    if (terminal && lastWidth > 0) {
      out.print("\r" + " ".repeat(lastWidth) + "\r");
      out.flush();
    }
    lastWidth = 0;
  }

  private String records(JsonNode progress) {
    long total = progress.path("total").asLong(0);
    long done = progress.path("done").asLong(0);
    StringBuilder line = new StringBuilder(bar(done, total));
    line.append("%d of %d records".formatted(done, total));
    double rate = progress.path("perSecond").asDouble(0);
    if (rate > 0) {
      line.append(String.format(Locale.ROOT, ", %.0f/s", rate));
    }
    if (progress.has("remaining") && done < total) {
      line.append(", ").append(duration(progress.path("remaining").asDouble(0))).append(" left");
    }
    long missing = progress.path("missing").asLong(0);
    if (missing > 0) {
      line.append(", %d missing".formatted(missing));
    }
    return line.toString();
  }

  private String transfer(JsonNode progress) {
    double share = progress.path("share").asDouble(0);
    StringBuilder line = new StringBuilder(bar(Math.round(1000 * share), 1000));
    line.append(
        String.format(
            Locale.ROOT, "%.0f %%, %d records", 100 * share, progress.path("done").asLong(0)));
    double rate = progress.path("perSecond").asDouble(0);
    if (rate > 0) {
      line.append(String.format(Locale.ROOT, ", %.0f/s", rate));
    }
    if (progress.has("remaining")) {
      line.append(", ").append(duration(progress.path("remaining").asDouble(0))).append(" left");
    }
    long skipped = progress.path("skipped").asLong(0);
    if (skipped > 0) {
      line.append(", %d left out".formatted(skipped));
    }
    return line.toString();
  }

  private String duplicates(JsonNode progress) {
    long total = progress.path("total").asLong(0);
    long done = progress.path("done").asLong(0);
    String phase = progress.path("phase").asString("");
    StringBuilder line = new StringBuilder(bar(done, total));
    line.append("%s: %d of %d".formatted(phase, done, total));
    if (progress.has("remaining")) {
      line.append(", ").append(duration(progress.path("remaining").asDouble(0))).append(" left");
    }
    return line.toString();
  }

  private String bar(long done, long all) {
    if (!terminal) {
      return "";
    }
    int filled = all == 0 ? BAR_WIDTH : (int) (BAR_WIDTH * done / all);
    return "[" + "#".repeat(filled) + " ".repeat(BAR_WIDTH - filled) + "] ";
  }

  private String line(JsonNode progress) {
    long found = progress.path("found").asLong(0);
    long done = progress.path("done").asLong(0);
    if (progress.path("phase").asString("").equals("scanning")) {
      return "looking for pictures: %d found, %d done".formatted(found, done);
    }
    boolean counted = progress.has("found");
    StringBuilder line = new StringBuilder(counted ? bar(done, found) : "");
    line.append(
        counted ? "%d of %d pictures".formatted(done, found) : "%d pictures".formatted(done));
    double rate = progress.path("picturesPerSecond").asDouble(0);
    if (rate > 0) {
      line.append(String.format(Locale.ROOT, ", %.0f/s", rate));
    }
    if (progress.has("remaining") && done < found) {
      line.append(", ").append(duration(progress.path("remaining").asDouble(0))).append(" left");
    }
    long failed = progress.path("failed").asLong(0);
    if (failed > 0) {
      line.append(", %d unreadable".formatted(failed));
    }
    return line.toString();
  }

  /// Seconds as people say them: `8 s`, `3 min`, `2 h 5 min`.
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    if (whole < 3600) {
      return Math.round(whole / 60.0) + " min";
    }
    return whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }
}
