package dev.pictor.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Runs programs of other languages. The packages that they need come from the languages' own
/// indexes into `target`, once for each content of the file that asks for them.
public final class Programs {

  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final String INSTALLED = "installed.txt";

  private Programs() {}

  /// What a program wrote to its output; it must end well.
  ///
  /// @param environment on top of this process's own
  public static String run(Path folder, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path errors = Files.createTempFile("program", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor())
        .as("%s\n%s\n%s", String.join(" ", command), output, Files.readString(errors))
        .isZero();
    Files.delete(errors);
    return output;
  }

  /// Whether a program can be started by its name.
  public static boolean has(String program) throws InterruptedException {
    return has(program, "--version");
  }

  /// The same, for a program that tells its version in another way.
  public static boolean has(String program, String version) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(program, version).start();
      process.getOutputStream().close();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /// A Python of its own that has what `requirements` names.
  ///
  /// @param name tells environments apart
  /// @return the interpreter
  public static Path python(String name, Path requirements)
      throws IOException, InterruptedException {
    Path environment = TARGET.resolve("python").resolve(name);
    Path python = environment.resolve("bin/python");
    if (!isInstalled(environment, requirements)) {
      run(TARGET, Map.of(), List.of("python3", "-m", "venv", "--clear", environment.toString()));
      run(
          TARGET,
          Map.of(),
          List.of(python.toString(), "-m", "pip", "install", "-q", "-r", requirements.toString()));
      Files.copy(requirements, environment.resolve(INSTALLED));
    }
    return python;
  }

  /// A folder with the scripts of another one and with what `packages`, a `package.json`, names.
  ///
  /// @param name tells folders apart
  public static Path node(String name, Path packages, Path scripts)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectories(TARGET.resolve("node").resolve(name));
    if (!isInstalled(folder, packages)) {
      Files.copy(packages, folder.resolve("package.json"), StandardCopyOption.REPLACE_EXISTING);
      run(folder, Map.of(), List.of("npm", "install", "--no-audit", "--no-fund"));
      Files.copy(packages, folder.resolve(INSTALLED), StandardCopyOption.REPLACE_EXISTING);
    }
    try (Stream<Path> all = Files.list(scripts)) {
      for (Path script : all.filter(each -> each.toString().endsWith(".mjs")).toList()) {
        Files.copy(
            script, folder.resolve(script.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return folder;
  }

  private static boolean isInstalled(Path folder, Path requirements) throws IOException {
    Path installed = folder.resolve(INSTALLED);
    return Files.exists(installed) && Files.mismatch(installed, requirements) == -1;
  }
}
