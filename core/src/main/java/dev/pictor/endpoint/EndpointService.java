package dev.pictor.endpoint;

import dev.pictor.clip.EmbeddingModel;
import dev.pictor.clip.EmbeddingService;
import dev.pictor.clip.EncodedText;
import dev.pictor.image.PictureDecoder;
import dev.pictor.vector.DenseVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A service that was reached. Thread-safe.
final class EndpointService implements EmbeddingService {

  /// Of the pictures of one request, so that it fits what servers take.
  private static final long MOST_REQUEST_BYTES = 48L << 20;

  private final EndpointSettings settings;
  private final EndpointClient client;
  private final Protocol protocol;
  private final PictureDecoder decoder;

  private EndpointService(
      EndpointSettings settings, EndpointClient client, Protocol protocol, PictureDecoder decoder) {
    this.settings = settings;
    this.client = client;
    this.protocol = protocol;
    this.decoder = decoder;
  }

  /// @throws dev.pictor.error.Unavailable when it does not answer
  /// @throws dev.pictor.error.BrokenModel when it answers otherwise than its kind does
  static EndpointService open(
      EndpointSettings settings, EndpointKind kind, PictureDecoder decoder) {
    EndpointClient client = new EndpointClient(settings);
    try {
      Protocol protocol =
          switch (kind) {
            case PICTOR -> PictorProtocol.open(client, settings);
            case ROBOFLOW -> RoboflowProtocol.open(client, settings);
            case OPENAI -> OpenAiProtocol.open(client, settings);
          };
      return new EndpointService(settings, client, protocol, decoder);
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  Optional<String> outage() {
    return client.outage();
  }

  @Override
  public EmbeddingModel model() {
    return protocol.model();
  }

  @Override
  public int requests() {
    return settings.batches().requests();
  }

  @Override
  public int picturesTogether() {
    return protocol.picturesTogether();
  }

  @Override
  public int textsTogether() {
    return settings.batches().texts();
  }

  @Override
  public List<DenseVector> pictures(List<byte[]> pictures) {
    List<DenseVector> vectors = new ArrayList<>(pictures.size());
    List<byte[]> next = new ArrayList<>();
    long bytes = 0;
    for (byte[] each : pictures) {
      byte[] fit = protocol.needs().fit(each, decoder);
      if (!next.isEmpty() && bytes + fit.length > MOST_REQUEST_BYTES) {
        vectors.addAll(protocol.pictures(next));
        next = new ArrayList<>();
        bytes = 0;
      }
      next.add(fit);
      bytes += fit.length;
    }
    vectors.addAll(protocol.pictures(next));
    return vectors;
  }

  @Override
  public List<EncodedText> texts(List<String> texts) {
    return protocol.texts(texts);
  }

  @Override
  public void close() {
    client.close();
  }
}
