package dev.pictor.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.natives.Platform.OperatingSystem;
import dev.pictor.natives.Platform.Processor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeFilesTest {

  // Any files of a jar and of a folder of the class path do.
  private static final String IN_JAR = "/org/assertj/core/api";
  private static final String ONE = "Assertions.class";
  private static final String OTHER = "Condition.class";
  private static final String IN_FOLDER = "/dev/pictor/natives";
  private static final String OURS = "NativeFilesTest.class";

  @TempDir Path cache;

  @Test
  void filesComeOutOfAJarAsTheyAre() throws IOException {
    Path folder = NativeFiles.unpack(cache, "some", IN_JAR, List.of(ONE, OTHER));
    assertThat(folder.resolve(ONE)).hasBinaryContent(resource(IN_JAR, ONE));
    assertThat(folder.resolve(OTHER)).hasBinaryContent(resource(IN_JAR, OTHER));
    assertThat(names(folder)).containsExactlyInAnyOrder(ONE, OTHER);
  }

  @Test
  void filesOfAFolderOfTheClassPathAreTakenToo() throws IOException {
    Path folder = NativeFiles.unpack(cache, "some", IN_FOLDER, List.of(OURS));
    assertThat(folder.resolve(OURS)).hasBinaryContent(resource(IN_FOLDER, OURS));
  }

  @Test
  void aSecondStartWritesNothing() throws IOException {
    Path file = NativeFiles.unpack(cache, "some", IN_JAR, List.of(ONE)).resolve(ONE);
    FileTime longAgo = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(file, longAgo);
    assertThat(NativeFiles.unpack(cache, "some", IN_JAR, List.of(ONE)).resolve(ONE))
        .isEqualTo(file);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(longAgo);
  }

  @Test
  void aFileThatWasCutOffOrChangedIsReplaced() throws IOException {
    byte[] right = resource(IN_JAR, ONE);
    Path file = NativeFiles.unpack(cache, "some", IN_JAR, List.of(ONE)).resolve(ONE);
    Files.write(file, new byte[] {1, 2, 3});
    NativeFiles.unpack(cache, "some", IN_JAR, List.of(ONE));
    assertThat(file).hasBinaryContent(right);
    byte[] changed = right.clone();
    changed[changed.length / 2] ^= 1;
    Files.write(file, changed);
    NativeFiles.unpack(cache, "some", IN_JAR, List.of(ONE));
    assertThat(file).hasBinaryContent(right);
  }

  @Test
  void otherFilesLieInAFolderOfTheirOwn() throws IOException {
    assertThat(NativeFiles.unpack(cache, "some", IN_JAR, List.of(ONE)))
        .isNotEqualTo(NativeFiles.unpack(cache, "some", IN_JAR, List.of(OTHER)));
  }

  @Test
  void aCacheThatCannotBeWrittenIsReplacedByAFolderOfTheProcess() throws IOException {
    Path taken = Files.writeString(cache.resolve("file"), "not a folder");
    Path folder = NativeFiles.unpack(taken, "some", IN_JAR, List.of(ONE));
    assertThat(folder.resolve(ONE)).hasBinaryContent(resource(IN_JAR, ONE));
  }

  @Test
  void aMissingLibraryIsNamed() {
    assertThatThrownBy(() -> NativeFiles.unpack(cache, "some", IN_JAR, List.of("libnone.so")))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("not on the class path: " + IN_JAR + "/libnone.so");
  }

  @Test
  void platformsAreToldByTheNamesThatJavaGivesThem() {
    assertThat(Platform.of("Linux", "amd64"))
        .contains(new Platform(OperatingSystem.LINUX, Processor.X86_64));
    assertThat(Platform.of("Mac OS X", "aarch64"))
        .contains(new Platform(OperatingSystem.MAC, Processor.ARM64));
    assertThat(Platform.of("Windows 11", "amd64"))
        .contains(new Platform(OperatingSystem.WINDOWS, Processor.X86_64));
    assertThat(Platform.of("Linux", "riscv64")).isEmpty();
    assertThat(Platform.of("SunOS", "amd64")).isEmpty();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static byte[] resource(String folder, String name) throws IOException {
    try (InputStream in = NativeFilesTest.class.getResourceAsStream(folder + "/" + name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }
}
