package dev.pictor.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// An authority that nobody knows, and a server's certificate from it, made by the JDK's `keytool`.
public final class TestCertificates {

  /// Of all key stores.
  public static final String PASSWORD = "only-for-this-test";

  private final Path folder;
  private final Path keys;
  private final Path authority;

  /// @param folder takes the key stores
  /// @param names the host names and IPv4 addresses of the server's certificate
  public TestCertificates(Path folder, String... names) throws IOException, InterruptedException {
    this.folder = folder;
    this.keys = folder.resolve("server.p12");
    this.authority = folder.resolve("authority.p12");
    Path trusted = folder.resolve("authority.pem");
    Path request = folder.resolve("request.pem");
    Path signed = folder.resolve("server.pem");
    Path secret = folder.resolve("ca.p12");
    keytool(
        secret, "-genkeypair", "-alias", "ca", "-dname", "CN=CA", "-keyalg", "EC", "-ext", "bc:c");
    keytool(secret, "-exportcert", "-alias", "ca", "-rfc", "-file", trusted.toString());
    keytool(authority, "-importcert", "-alias", "ca", "-noprompt", "-file", trusted.toString());
    keytool(keys, "-genkeypair", "-alias", "server", "-dname", "CN=server", "-keyalg", "EC");
    keytool(keys, "-certreq", "-alias", "server", "-file", request.toString());
    keytool(
        secret,
        "-gencert",
        "-alias",
        "ca",
        "-rfc",
        "-ext",
        "san="
            + Stream.of(names)
                .map(name -> (name.matches("[0-9.]+") ? "ip:" : "dns:") + name)
                .collect(Collectors.joining(",")),
        "-infile",
        request.toString(),
        "-outfile",
        signed.toString());
    keytool(keys, "-importcert", "-alias", "ca", "-noprompt", "-file", trusted.toString());
    keytool(keys, "-importcert", "-alias", "server", "-noprompt", "-file", signed.toString());
  }

  private void keytool(Path store, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command + ": " + output);
    }
  }

  private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  /// File of the server's certificate, PEM.
  public Path certificate() {
    return folder.resolve("server.pem");
  }

  /// File of the server's key, PEM.
  public Path key() throws IOException, GeneralSecurityException {
    Path file = folder.resolve("server.key");
    byte[] key = load(keys).getKey("server", PASSWORD.toCharArray()).getEncoded();
    String base64 = Base64.getMimeEncoder().encodeToString(key);
    return Files.writeString(
        file, "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
  }

  /// File of the authority's certificate, PEM.
  public Path authority() {
    return folder.resolve("authority.pem");
  }

  /// For `javax.net.ssl.trustStore`, with its password.
  public Path trustStore() {
    return authority;
  }

  /// For the server: its key and the chain of its certificate.
  public SSLContext server() throws IOException, GeneralSecurityException {
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(load(keys), PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  /// For a client that trusts this authority only.
  public SSLContext client() throws IOException, GeneralSecurityException {
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(load(authority));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
