package dev.pictor.server;

import dev.pictor.error.InvalidRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// The operator's certificate with its key, read once. Immutable.
///
/// @param context for sockets of a server
/// @param fingerprint SHA-256 of the certificate in hexadecimal digits: who sees it in a handshake
///   talks to the holder of the key
/// @param until when it ends
public record ServerCertificate(SSLContext context, String fingerprint, Instant until) {

  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  /// Empty for plaintext.
  ///
  /// @throws InvalidRequest naming the setting, the file, and what to do
  public static Optional<ServerCertificate> of(Transport transport) {
    return switch (transport) {
      case Transport.Plain _ -> Optional.empty();
      case Transport.Tls files -> Optional.of(read(files));
    };
  }

  private static ServerCertificate read(Transport.Tls files) {
    List<X509Certificate> chain = chain(files.certificate());
    X509Certificate own = chain.getFirst();
    PrivateKey key = key(files, own.getPublicKey());
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      char[] password = {}; // the store never leaves this method
      store.setKeyEntry("server", key, password, chain.toArray(new Certificate[0]));
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return new ServerCertificate(context, fingerprint(own), own.getNotAfter().toInstant());
    } catch (GeneralSecurityException | IOException e) {
      throw new InvalidRequest(
          "tls-certificate: %s cannot be used with its key, %s"
              .formatted(files.certificate(), e.getMessage()),
          e);
    }
  }

  private static List<X509Certificate> chain(Path file) {
    String expected = "one or more certificates in PEM, the server's first";
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes("tls-certificate", file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (chain.isEmpty()) {
        throw new InvalidRequest(
            "tls-certificate: %s is empty (expected: %s)".formatted(file, expected));
      }
      return chain;
    } catch (CertificateException e) {
      throw new InvalidRequest(
          "tls-certificate: %s holds no certificate, %s (expected: %s)"
              .formatted(file, e.getMessage(), expected),
          e);
    }
  }

  private static PrivateKey key(Transport.Tls files, PublicKey certified) {
    Path file = files.key();
    Matcher pem = PKCS8.matcher(new String(bytes("tls-key", file), StandardCharsets.ISO_8859_1));
    if (!pem.find()) {
      throw new InvalidRequest(
          "tls-key: %s (expected: an unencrypted private key in PEM, which begins with -----BEGIN PRIVATE KEY-----). Change it with: openssl pkcs8 -topk8 -nocrypt -in %s -out NEW"
              .formatted(file, file));
    }
    try {
      PrivateKey key =
          KeyFactory.getInstance(certified.getAlgorithm())
              .generatePrivate(
                  new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
      if (belong(key, certified)) {
        return key;
      }
      throw foreign(files, null);
    } catch (InvalidKeySpecException e) {
      throw foreign(files, e);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new InvalidRequest("tls-key: %s cannot be used, %s".formatted(file, e.getMessage()), e);
    }
  }

  private static InvalidRequest foreign(Transport.Tls files, @Nullable Exception cause) {
    String message =
        "tls-key: %s is not the key of the first certificate in %s (expected: the key that it was made for)"
            .formatted(files.key(), files.certificate());
    return cause == null ? new InvalidRequest(message) : new InvalidRequest(message, cause);
  }

  /// Whether what the one signs is verified by the other.
  private static boolean belong(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    Signature signature =
        Signature.getInstance(
            switch (certified.getAlgorithm()) {
              case "RSA" -> "SHA256withRSA";
              case "EC" -> "SHA256withECDSA";
              default -> certified.getAlgorithm();
            });
    byte[] text = "belongs".getBytes(StandardCharsets.US_ASCII);
    signature.initSign(key);
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    signature.update(text);
    return signature.verify(signed);
  }

  private static byte[] bytes(String setting, Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new InvalidRequest(
          "%s: %s cannot be read, %s (expected: a file that this user may read)"
              .formatted(setting, file, e.getClass().getSimpleName()),
          e);
    }
  }

  private static String fingerprint(X509Certificate certificate) throws GeneralSecurityException {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
  }
}
