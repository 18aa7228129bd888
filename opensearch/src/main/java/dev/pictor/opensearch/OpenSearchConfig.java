package dev.pictor.opensearch;

import dev.pictor.error.InvalidRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Where a cluster is and how it is used. Immutable.
///
/// @param nodes addresses of one or more of its nodes, `http` or `https`; requests go round, and
///   past those that do not answer
/// @param login for basic authentication
/// @param authorities file of PEM certificates that vouch for the nodes beside those that Java
///   knows
/// @param prefix of the names of all indexes that belong to this store; stores with different ones
///   share a cluster
/// @param patience how long a request is tried again while the cluster is busy or has lost a node
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record OpenSearchConfig(
    List<URI> nodes,
    Optional<Login> login,
    Optional<Path> authorities,
    String prefix,
    Duration patience) {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// Says nothing of the password when printed.
  public record Login(String user, String password) {
    @Override
    public String toString() {
      return "Login[user=%s]".formatted(user);
    }
  }

  public OpenSearchConfig {
    nodes = List.copyOf(nodes);
    if (nodes.isEmpty()) {
      throw new InvalidRequest(
          "store-url: none (expected: the address of a node, for example http://localhost:9200)");
    }
    nodes.forEach(OpenSearchConfig::requireNode);
    if (!prefix.matches("[a-z][a-z0-9-]{0,40}")) {
      throw new InvalidRequest(
          "prefix: %s (expected: 1 to 41 lower-case letters, digits or hyphens, a letter first)"
              .formatted(prefix));
    }
  }

  private static void requireNode(URI node) {
    boolean http = "http".equals(node.getScheme()) || "https".equals(node.getScheme());
    if (!http || node.getHost() == null) {
      throw new InvalidRequest(
          "store-url: %s (expected: the address of a node, for example http://localhost:9200)"
              .formatted(node));
    }
    if (node.getUserInfo() != null) {
      throw new InvalidRequest(
          "store-url: a user in the address of %s (expected: the settings store-user and store-password)"
              .formatted(node.getHost()));
    }
  }

  /// Without login, indexes named `pictor-…`, a minute's patience.
  public static OpenSearchConfig of(List<URI> nodes) {
    return new OpenSearchConfig(nodes, Optional.empty(), Optional.empty(), "pictor", PATIENCE);
  }

  public OpenSearchConfig withLogin(String user, String password) {
    return new OpenSearchConfig(
        nodes, Optional.of(new Login(user, password)), authorities, prefix, patience);
  }

  public OpenSearchConfig withAuthorities(Path pem) {
    return new OpenSearchConfig(nodes, login, Optional.of(pem), prefix, patience);
  }

  public OpenSearchConfig withPrefix(String changed) {
    return new OpenSearchConfig(nodes, login, authorities, changed, patience);
  }

  public OpenSearchConfig withPatience(Duration changed) {
    return new OpenSearchConfig(nodes, login, authorities, prefix, changed);
  }
}
