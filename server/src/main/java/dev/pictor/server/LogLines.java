package dev.pictor.server;

import dev.pictor.http.RequestContext;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/// Log records as lines; each names the request that its thread works for.
final class LogLines {

  private LogLines() {}

  /// `2026-11-24T17:47:46Z INFO PictorServer message key=value`, a stack trace below it.
  static final class Text extends Formatter {
    @Override
    public String format(LogRecord log) {
      String id = RequestContext.requestId();
      return "%s %-5s %s %s%s%n%s"
          .formatted(
              log.getInstant().truncatedTo(ChronoUnit.SECONDS),
              level(log),
              simpleName(log),
              oneLine(formatMessage(log)),
              id.isEmpty() ? "" : " requestId=" + id,
              stackTrace(log));
    }

    private static String oneLine(String message) {
      return message.replace("\r", "\\r").replace("\n", "\\n");
    }
  }

  /// One JSON object a line: time, level, logger, message, requestId?, exception?.
  static final class Json extends Formatter {
    @Override
    public String format(LogRecord log) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("time", log.getInstant().toString());
      fields.put("level", level(log));
      fields.put("logger", String.valueOf(log.getLoggerName()));
      fields.put("message", formatMessage(log));
      if (!RequestContext.requestId().isEmpty()) {
        fields.put("requestId", RequestContext.requestId());
      }
      if (log.getThrown() != null) {
        fields.put("exception", stackTrace(log));
      }
      return new String(dev.pictor.http.Json.write(fields), StandardCharsets.UTF_8) + "\n";
    }
  }

  private static String level(LogRecord log) {
    int value = log.getLevel().intValue();
    if (value >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (value >= Level.WARNING.intValue()) {
      return "WARNING";
    }
    return value >= Level.INFO.intValue() ? "INFO" : "DEBUG";
  }

  private static String simpleName(LogRecord log) {
    String name = String.valueOf(log.getLoggerName());
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String stackTrace(LogRecord log) {
    Throwable thrown = log.getThrown();
    if (thrown == null) {
      return "";
    }
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
