package dev.pictor.library;

import dev.pictor.clip.Embedder;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// For tests of a library in an empty folder: the model is opened once for a class, the rest for
/// each test.
abstract class LibraryTest {

  static Embedder embedder;

  @TempDir Path folder;
  LibraryFixture fixture;

  @BeforeAll
  static void openModel() {
    embedder = LibraryFixture.openEmbedder();
  }

  @AfterAll
  static void closeModel() {
    embedder.close();
  }

  @BeforeEach
  void openStore() throws IOException {
    fixture = new LibraryFixture(folder, embedder);
  }

  @AfterEach
  void closeStore() {
    fixture.close();
  }
}
