package dev.pictor.pinecone.control;

import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.NotFound;
import dev.pictor.http.HttpFailure;
import dev.pictor.pinecone.index.Deployment;
import java.util.Map;
import java.util.regex.Pattern;

/// Which regions a cloud may have, told by the way it names them, so that a mistyped one is refused
/// as Pinecone refuses it and none is refused for being new.
final class Regions {

  private static final Map<String, Pattern> NAMES =
      Map.of(
          "aws", Pattern.compile("[a-z]{2,3}(-[a-z]+)+-[0-9]+"),
          "gcp", Pattern.compile("[a-z]+-[a-z]+[0-9]+"),
          "azure", Pattern.compile("[a-z]{4,}[0-9]*"));

  private Regions() {}

  /// @throws HttpFailure 422 for an unknown cloud
  /// @throws NotFound for a region that is none of the cloud
  static Deployment.Managed require(Deployment.Managed managed) {
    Pattern names = NAMES.get(managed.cloud());
    if (names == null) {
      throw new HttpFailure(
          422,
          Diagnosis.of(ErrorCode.INVALID_REQUEST),
          "Failed to deserialize the JSON body into the target type: cloud: unknown variant `%s`, expected one of `gcp`, `aws`, `azure`"
              .formatted(managed.cloud()));
    }
    if (!names.matcher(managed.region()).matches()) {
      throw new NotFound(
          "Resource cloud: %s region: %s not found.".formatted(managed.cloud(), managed.region()));
    }
    return managed;
  }
}
