package dev.pictor.spark;

import dev.pictor.bulk.EmbeddedParts;
import dev.pictor.bulk.EmbeddedRow;
import dev.pictor.bulk.PictureBytes;
import dev.pictor.bulk.PictureItem;
import dev.pictor.bulk.PictureItem.Kind;
import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Has a Pictor server embed: pictures are read here, and those of the web there. Thread-safe.
final class ServerModel implements RowModel {

  private static final String EMBED = "/api/v1/embed";
  private static final String RECORDS = "/api/v1/embed/records";
  private static final int AT_A_TIME = 16;
  private static final long MOST_BYTES = 100_000_000;
  private static final int TOO_LARGE = 413;

  private final PictorClient client;
  private final String name; // empty for the server's usual model
  private final EmbeddedParts.Model model;
  private final HadoopStorage storage;
  private final AtomicLong worked = new AtomicLong();

  private ServerModel(
      PictorClient client, String name, EmbeddedParts.Model model, HadoopStorage storage) {
    this.client = client;
    this.name = name;
    this.model = model;
    this.storage = storage;
  }

  /// @param name empty for the server's usual model
  /// @throws JobFailed when the server does not answer, or has no such model
  static ServerModel open(ServerOptions server, String name, HadoopStorage storage)
      throws InterruptedException {
    PictorClient client = new PictorClient(server);
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.putArray("texts").add("a picture");
    if (!name.isEmpty()) {
      body.put("model", name);
    }
    JsonNode told = client.post(EMBED, body);
    return new ServerModel(
        client,
        name,
        new EmbeddedParts.Model(
            told.path("model").asString(""),
            told.path("fingerprint").asString(""),
            told.path("dimension").asInt(0)),
        storage);
  }

  @Override
  public EmbeddedParts.Model model() {
    return model;
  }

  @Override
  public long worked() {
    return worked.get();
  }

  @Override
  public int atATime() {
    return AT_A_TIME;
  }

  @Override
  public Optional<EmbeddedRow> row(PictureItem item) throws InterruptedException {
    if (item.kind() == Kind.UNREADABLE) {
      return Optional.of(EmbeddedRow.failed(item.id(), item.extra()));
    }
    try {
      return ask(item);
    } catch (InvalidRequest refused) {
      return Optional.of(EmbeddedRow.failed(item.id(), refused.reason()));
    } catch (IOException unread) {
      return Optional.of(EmbeddedRow.failed(item.id(), "cannot be read: " + unread));
    }
  }

  private Optional<EmbeddedRow> ask(PictureItem item) throws IOException, InterruptedException {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    ObjectNode record = body.putArray("records").addObject().put("id", item.id());
    ObjectNode image = record.putObject("image");
    if (item.kind() == Kind.ADDRESS) {
      image.put("type", "url").put("value", item.location());
      record.put("address", item.location());
    } else {
      PictureBytes read = storage.read(item, MOST_BYTES);
      image.put("type", "base64").put("value", Base64.getEncoder().encodeToString(read.bytes()));
      record.put("modified", read.modified().toString()).put("root", item.root());
    }
    if (!item.extra().isEmpty()) {
      record.set("metadata", JsonMapper.shared().readTree(item.extra()));
    }
    if (!name.isEmpty()) {
      body.put("model", name);
    }
    PictorClient.Answer answer = client.ask(RECORDS, body);
    if (!answer.isOk()) {
      if (answer.status() == TOO_LARGE) {
        return Optional.of(EmbeddedRow.failed(item.id(), answer.detail()));
      }
      throw new JobFailed("%s: %s".formatted(RECORDS, answer.detail()));
    }
    return row(item, answer.body());
  }

  private Optional<EmbeddedRow> row(PictureItem item, JsonNode answer) {
    if (!answer.path("fingerprint").asString("").equals(model.fingerprint())) {
      throw new JobFailed(
          "the server embeds with another model now: %s (expected: %s, fingerprint %s)"
              .formatted(answer.path("model").asString(""), model.name(), model.fingerprint()));
    }
    JsonNode told = answer.path("records").path(0);
    if (told.has("error")) {
      boolean passed = !item.sure() && told.path("code").asString("").equals("not-a-picture");
      return passed
          ? Optional.empty()
          : Optional.of(EmbeddedRow.failed(item.id(), told.path("error").asString("")));
    }
    worked.incrementAndGet();
    JsonNode numbers = told.path("values");
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers.get(i).floatValue();
    }
    return Optional.of(new EmbeddedRow(item.id(), values, told.path("metadata").toString(), ""));
  }
}
