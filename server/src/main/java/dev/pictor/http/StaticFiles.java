package dev.pictor.http;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Files of the class path below one folder, each read once and kept, with an `ETag` that browsers
/// ask back with. Thread-safe.
public final class StaticFiles {

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("webp", "image/webp"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"));

  @SuppressWarnings("ArrayRecordComponent")
  private record Entry(byte[] bytes, String etag, String type) {}

  private final ClassLoader loader;
  private final String folder;
  private final String securityPolicy;
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  /// @param folder of the class path, such as `dev/pictor/web`
  /// @param securityPolicy value of `Content-Security-Policy`
  public StaticFiles(String folder, String securityPolicy) {
    this.loader = StaticFiles.class.getClassLoader();
    this.folder = folder;
    this.securityPolicy = securityPolicy;
  }

  /// The file at `path` below the folder.
  ///
  /// @throws HttpFailure 404
  public Reply reply(Call call, String path) throws IOException {
    Entry entry = entry(path).orElseThrow(() -> HttpFailure.notFound(call.path()));
    Reply reply =
        matches(call, entry.etag())
            ? Reply.notModified()
            : Reply.bytes(200, entry.type(), entry.bytes());
    return reply
        .with("ETag", entry.etag())
        .with("Cache-Control", "no-cache")
        .with("Content-Security-Policy", securityPolicy)
        .with("Referrer-Policy", "no-referrer");
  }

  /// Whether the client says that it has this version already.
  public static boolean matches(Call call, String etag) {
    return call.header("If-None-Match")
        .map(given -> given.equals("*") || given.contains(etag))
        .orElse(false);
  }

  private Optional<Entry> entry(String path) throws IOException {
    Entry known = entries.get(path);
    if (known != null) {
      return Optional.of(known);
    }
    int dot = path.lastIndexOf('.');
    String type = TYPES.get(path.substring(dot + 1));
    if (type == null || path.contains("..") || path.contains("\\") || path.contains("//")) {
      return Optional.empty();
    }
    try (InputStream in = loader.getResourceAsStream(folder + "/" + path)) {
      if (in == null) {
        return Optional.empty();
      }
      byte[] bytes = in.readAllBytes();
      Entry entry = new Entry(bytes, etag(bytes), type);
      entries.put(path, entry);
      return Optional.of(entry);
    }
  }

  /// A strong ETag over `bytes`.
  public static String etag(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
