package dev.pictor.server;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// For tests that share one [PhotosServer] in a class.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PhotosTest {

  @TempDir static Path temp;
  PhotosServer photos;

  @BeforeAll
  void start() throws Exception {
    photos = PhotosServer.start(temp);
  }

  @AfterAll
  void stop() {
    photos.close();
  }
}
