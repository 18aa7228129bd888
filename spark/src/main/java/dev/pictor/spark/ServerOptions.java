package dev.pictor.spark;

import java.io.Serializable;

/// How a Pictor server is asked.
///
/// @param url such as `http://server:9001`
/// @param key empty for none
record ServerOptions(String url, String key) implements Serializable {

  private static final long serialVersionUID = 1;

  /// The key of a command line, else that of the environment.
  static ServerOptions of(String url, String key) {
    String told = key.isEmpty() ? System.getenv().getOrDefault("PICTOR_API_KEY", "") : key;
    return new ServerOptions(url.replaceFirst("/+$", ""), told);
  }

  @Override
  public String toString() {
    return url; // the key is in no log
  }
}
