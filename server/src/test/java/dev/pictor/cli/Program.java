package dev.pictor.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/// The program in a JVM of its own, as the launchers start it, with a home folder of its own.
final class Program {

  /// What a command left behind.
  record Outcome(int code, String out, String err) {}

  private final Path home;
  private final Map<String, String> environment;

  /// @param home the person's home; also takes the temporary files
  /// @param environment beside `PATH` and `HOME`, which are all that the program gets
  Program(Path home, Map<String, String> environment) {
    this.home = home;
    this.environment = Map.copyOf(environment);
  }

  /// Runs a command in this JVM.
  static Outcome here(String... arguments) {
    PrintStream realOut = System.out;
    PrintStream realErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream capturedOut = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream capturedErr = new PrintStream(err, true, StandardCharsets.UTF_8);
    try {
      System.setOut(capturedOut);
      System.setErr(capturedErr);
      CommandLine line =
          Main.commandLine()
              .setOut(new PrintWriter(capturedOut, true, StandardCharsets.UTF_8))
              .setErr(new PrintWriter(capturedErr, true, StandardCharsets.UTF_8));
      int code = line.execute(arguments);
      return new Outcome(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(realOut);
      System.setErr(realErr);
    }
  }

  /// A JVM that runs `mainClass` of the test's class path.
  static List<String> java(Path home, String mainClass, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("..", "build", "java.args").toAbsolutePath().normalize(),
                "-Dsun.jnu.encoding=UTF-8",
                // The JVM takes these two from the password file and from /tmp, not from HOME.
                "-Duser.home=" + home,
                "-Djava.io.tmpdir=" + home.resolve("tmp"),
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
    command.addAll(List.of(arguments));
    return command;
  }

  ProcessBuilder builder(String... arguments) throws IOException {
    Files.createDirectories(home.resolve("tmp"));
    ProcessBuilder builder =
        new ProcessBuilder(java(home, "dev.pictor.cli.Main", arguments)).directory(home.toFile());
    builder.environment().keySet().retainAll(List.of("PATH"));
    builder.environment().put("HOME", home.toString());
    builder.environment().put("LANG", "C.UTF-8");
    builder.environment().putAll(environment);
    return builder;
  }

  /// Runs a command to its end.
  Outcome run(String... arguments) throws IOException, InterruptedException {
    Path err = Files.createTempFile("pictor-err", ".txt");
    Process process = builder(arguments).redirectError(err.toFile()).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    Outcome outcome = new Outcome(code, out, Files.readString(err));
    Files.delete(err);
    return outcome;
  }
}
