package dev.pictor.cli;

import java.io.PrintStream;
import java.util.Locale;

/// Shows how far a download is on standard error: one line that rewrites itself in a terminal, a
/// plain line at each tenth otherwise. A process that is asked to end meanwhile (Ctrl-C) says that
/// nothing is lost. Not thread-safe.
final class TransferLine implements AutoCloseable {

  private static final long NANOS_BETWEEN = 200_000_000;

  private final PrintStream out;
  private final boolean terminal;
  private final Thread stopped;
  private final long start = System.nanoTime();
  private long first = -1; // bytes that were there before
  private long last;
  private long tenth = -1;
  private int width;

  private TransferLine(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
    this.stopped =
        new Thread(
            () -> out.println((terminal ? "\n" : "") + "Stopped. Run it again to go on from here."),
            "pull-stopped");
    Runtime.getRuntime().addShutdownHook(stopped);
  }

  static TransferLine onStandardError() {
    return new TransferLine(System.err, Boolean.getBoolean("pictor.terminal"));
  }

  /// @param total 0 when it is not known
  void advanced(String file, long done, long total) {
    if (first < 0) {
      first = done;
    }
    long now = System.nanoTime();
    boolean whole = total > 0 && done >= total;
    if (terminal && (whole || now - last >= NANOS_BETWEEN)) {
      last = now;
      String line = line(file, done, total, (now - start) / 1e9);
      out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
      out.flush();
      width = line.length();
    } else if (!terminal && total > 0 && done * 10 / total != tenth) {
      tenth = done * 10 / total;
      out.println(line(file, done, total, (now - start) / 1e9));
    }
  }

  private String line(String file, long done, long total, double seconds) {
    StringBuilder line = new StringBuilder();
    if (total > 0) {
      line.append(String.format(Locale.ROOT, "%3d %%  ", done * 100 / total));
    }
    line.append(Sizes.of(done));
    if (total > 0) {
      line.append(" of ").append(Sizes.of(total));
    }
    if (seconds > 1 && done > first) {
      double rate = (done - first) / seconds;
      line.append(", ").append(Sizes.of((long) rate)).append("/s");
      if (total > done) {
        line.append(", ").append(ProgressLine.duration((total - done) / rate)).append(" left");
      }
    }
    return line.append("  ").append(file).toString();
  }

  /// Ends the line, so that what is printed next starts on its own.
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(stopped);
    } catch (IllegalStateException e) {
      return; // the process is about to end, and that was told
    }
    if (terminal && width > 0) {
      out.println();
    }
  }
}
