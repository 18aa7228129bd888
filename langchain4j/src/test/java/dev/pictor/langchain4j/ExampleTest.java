package dev.pictor.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of this module runs as its page says.
class ExampleTest {

  private static final Path EXAMPLE =
      Path.of("..", "examples", "java", "langchain4j", "PhotosAndNotes.java");
  private static final Path KODAK =
      Path.of("..", "examples", "photos", "kodak").toAbsolutePath().normalize();

  @Test
  void aTextFindsAPhotoAndAPhotoFindsANote(@TempDir Path folder) throws Exception {
    assertThat(Files.readAllLines(EXAMPLE)).hasSizeLessThanOrEqualTo(100);
    Path photos = Files.createDirectories(folder.resolve("photos"));
    for (String each : new String[] {"kodim05.jpg", "kodim20.jpg", "kodim23.jpg"}) {
      Files.copy(KODAK.resolve(each), photos.resolve(each));
    }
    String said = run(folder.resolve("data"), photos);
    assertThat(said).contains("photo: kodim23.jpg").contains("note: parrots in the zoo");
  }

  private static String run(Path data, Path photos) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                EXAMPLE.toString(),
                data.toString(),
                photos.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
