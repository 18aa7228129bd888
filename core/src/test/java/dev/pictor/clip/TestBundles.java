package dev.pictor.clip;

/// The bundled model as the tests see it.
final class TestBundles {

  private TestBundles() {}

  static BundleFiles classPath() {
    return new BundleFiles.ClassPath(
        TestBundles.class.getClassLoader(), "dev/pictor/models/pocket/");
  }
}
