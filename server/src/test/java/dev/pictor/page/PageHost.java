package dev.pictor.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Locale;

/// A server in one of the situations that a person can find it in.
final class PageHost implements AutoCloseable {

  enum Scene {
    /// `examples/photos`, and two files that cannot be read.
    EXAMPLES,
    NO_LIBRARY,
    EMPTY_FOLDER,
    /// The example photos behind the key [#KEY].
    KEY,
    /// So many pictures that indexing is still going on when the page is open.
    INDEXING
  }

  static final String KEY = "a-key-for-tests";

  private final String url;

  private PageHost(String url) {
    this.url = url;
  }

  static PageHost open(Scene scene) {
    String property = "pictor.page." + scene.name().toLowerCase(Locale.ROOT);
    String given = System.getProperty(property, "");
    assumeTrue(!given.isEmpty(), "no server: -D" + property + "=URL");
    return new PageHost(given);
  }

  /// Without a slash at the end.
  String url() {
    return url;
  }

  @Override
  public void close() {}
}
