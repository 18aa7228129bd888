package dev.pictor.models;

import static dev.pictor.models.DownloadFixture.CONFIG;
import static dev.pictor.models.DownloadFixture.GRAPH;
import static dev.pictor.models.DownloadFixture.bytes;
import static dev.pictor.models.DownloadFixture.files;
import static dev.pictor.models.DownloadFixture.known;
import static dev.pictor.models.DownloadFixture.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.SimpleFileServer;
import dev.pictor.error.BrokenModel;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.models.KnownModel.ModelFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where a hub is, and places that stand in for one.
class HubTest {

  private static final byte[] WEIGHTS = bytes(200_000, 1);

  @TempDir private Path folder;

  @Test
  void addressComesFromTheEnvironment() {
    assertThat(Hub.of(Map.of()).place()).isEqualTo("https://huggingface.co");
    assertThat(Hub.of(Map.of("HF_ENDPOINT", "https://hub.example/a/")).place())
        .isEqualTo("https://hub.example/a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hub.example", "ftp://hub.example", "https://", "https://a b"})
  void whatIsNoAddressIsRefused(String endpoint) {
    assertThatThrownBy(() -> Hub.of(Map.of("HF_ENDPOINT", endpoint)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("HF_ENDPOINT: " + endpoint);
  }

  @Test
  void tokenThatWouldBreakAHeaderIsRefusedWithoutBeingShown() {
    assertThatThrownBy(() -> Hub.of(Map.of("HF_TOKEN", "a\nb")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageNotContaining("a\nb");
  }

  @Test
  void folderThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> Hub.of(Map.of(), folder.resolve("none").toString()))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("or a folder");
  }

  @Test
  void folderStandsInForTheHub() throws IOException {
    Path source = Files.createDirectories(folder.resolve("usb"));
    write(source.resolve(GRAPH), WEIGHTS);
    write(source.resolve(CONFIG), new byte[] {'{', '}'});
    Path came = run(Hub.of(Map.of(), source.toString()));
    assertThat(files(came)).containsExactly(CONFIG, GRAPH);
    assertThat(came.resolve(GRAPH)).hasBinaryContent(WEIGHTS);
  }

  @Test
  void fileOfAFolderIsCheckedToo() throws IOException {
    Path source = Files.createDirectories(folder.resolve("usb"));
    write(source.resolve(GRAPH), bytes(200_000, 2));
    write(source.resolve(CONFIG), new byte[] {'{', '}'});
    assertThatThrownBy(() -> run(Hub.of(Map.of(), source.toString())))
        .isInstanceOf(BrokenModel.class)
        .hasMessageContaining("model.onnx: sha256");
  }

  @Test
  void fileThatAFolderHasNotIsNamed() throws IOException {
    Path source = Files.createDirectories(folder.resolve("usb"));
    assertThatThrownBy(() -> run(Hub.of(Map.of(), source.toString())))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("config.json: not in");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", FakeHub.REPOSITORY})
  void plainFileServerStandsInForTheHub(String under) throws IOException {
    Path root = Files.createDirectories(folder.resolve("www")).toRealPath();
    write(root.resolve(under).resolve(GRAPH), WEIGHTS);
    write(root.resolve(under).resolve(CONFIG), new byte[] {'{', '}'});
    var server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            root,
            SimpleFileServer.OutputLevel.NONE);
    server.start();
    try {
      String address = "http://localhost:" + server.getAddress().getPort() + "/";
      Path came = run(Hub.of(Map.of(), address));
      assertThat(came.resolve(GRAPH)).hasBinaryContent(WEIGHTS);
    } finally {
      server.stop(0);
    }
  }

  private Path run(Hub hub) {
    return Download.into(folder.resolve("models"), hub)
        .run(model(ModelFile.of(CONFIG), known(WEIGHTS)), Variant.FP32, DownloadProgress.NONE);
  }

  private static void write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }
}
