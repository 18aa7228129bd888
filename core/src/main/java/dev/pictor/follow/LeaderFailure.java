package dev.pictor.follow;

import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLException;

/// The leader does not answer, or not what was asked for.
final class LeaderFailure extends IOException {

  private static final long serialVersionUID = 1;

  private final transient Diagnosis diagnosis;

  private LeaderFailure(Diagnosis diagnosis, String message, IOException cause) {
    super(message, cause);
    this.diagnosis = diagnosis;
  }

  private LeaderFailure(Diagnosis diagnosis, String message) {
    super(message);
    this.diagnosis = diagnosis;
  }

  static LeaderFailure unreachable(URI leader, IOException cause) {
    String said = said(cause);
    String sentence =
        cause instanceof SSLException
            ? "follow-ca: %s shows no certificate that is trusted here: %s (expected: a file of the authorities that vouch for it)"
            : "follow: %s does not answer: %s (expected: a running Pictor there; it is asked again)";
    return new LeaderFailure(
        Diagnosis.of(ErrorCode.LEADER_UNREACHABLE)
            .with("leader", leader.toString())
            .with("said", said),
        sentence.formatted(leader, said),
        cause);
  }

  static LeaderFailure keyRefused(URI leader, int status) {
    return new LeaderFailure(
        Diagnosis.of(ErrorCode.LEADER_KEY_REFUSED).with("leader", leader.toString()),
        "follow-key: %s answers %d (expected: a key of the scope read that it accepts)"
            .formatted(leader, status));
  }

  /// What a failure says of itself; that of a connection which was not made mostly says nothing.
  static String said(Exception failed) {
    return Optional.ofNullable(failed.getMessage())
        .filter(each -> !each.isBlank())
        .orElseGet(
            () ->
                failed instanceof ConnectException
                    ? "no connection"
                    : failed.getClass().getSimpleName());
  }

  /// What went wrong as a program reads it.
  Diagnosis diagnosis() {
    return diagnosis;
  }
}
