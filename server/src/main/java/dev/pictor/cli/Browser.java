package dev.pictor.cli;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/// Opens the page in the person's browser, where there is one.
final class Browser {

  private Browser() {}

  /// Does nothing on a machine without a screen, and when the system has no opener: the address is
  /// printed anyway.
  static void open(URI page) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    List<String> opener;
    if (system.contains("mac")) {
      opener = List.of("open", page.toString());
    } else if (system.contains("windows")) {
      opener = List.of("rundll32", "url.dll,FileProtocolHandler", page.toString());
    } else if (System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null) {
      opener = List.of("xdg-open", page.toString());
    } else {
      return;
    }
    try {
      new ProcessBuilder(opener)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      System.err.println("The browser could not be opened: " + e.getMessage());
    }
  }
}
