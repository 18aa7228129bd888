package dev.pictor.transfer;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.VectorSpace;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import dev.pictor.vector.SparseVector;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The vectors of an index of Pinecone: namespace by namespace the pages of their ids, and the
/// vectors of each page. A place is a namespace, the token of a page, and how many of it were given
/// out.
public final class PineconeSource implements RecordSource {

  private static final int PAGE = 100;
  private static final int LONGEST_QUERY = 3500; // servers and proxies refuse long addresses
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final TypeReference<LinkedHashMap<String, @Nullable Object>> FIELDS =
      new TypeReference<>() {};

  private final PineconeIndex index;
  private final PineconeClient client;
  private final URI host;
  private final CollectionHeader header;
  private final List<String> namespaces;
  private final long total;
  private final Deque<SourceRow> rows = new ArrayDeque<>(); // of the page, not given out yet
  private int namespace;
  private String token = ""; // of the present page, empty for the first
  private Optional<String> next = Optional.of(""); // token of the page after it
  private int given; // rows of the page
  private long done;

  private PineconeSource(
      PineconeIndex index,
      PineconeClient client,
      URI host,
      CollectionHeader header,
      SortedMap<String, Long> counts) {
    this.index = index;
    this.client = client;
    this.host = host;
    this.header = header;
    this.namespaces = List.copyOf(counts.keySet());
    this.total = counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /// @param stopped ends the waiting for a server that is busy
  /// @throws dev.pictor.error.ServiceException when the server does not tell of the index
  public static PineconeSource open(PineconeIndex index, BooleanSupplier stopped) {
    PineconeClient client = new PineconeClient(index, stopped);
    try {
      JsonNode about =
          client.get(
              URI.create(
                  withoutSlash(index.control().toString())
                      + "/indexes/"
                      + PineconeClient.parameter(index.name())));
      URI host = host(about.path("host").asString(""));
      SortedMap<String, Long> counts = new TreeMap<>();
      client
          .post(host.resolve("/describe_index_stats"))
          .path("namespaces")
          .properties()
          .forEach(
              each -> {
                String name = each.getKey().equals("__default__") ? "" : each.getKey();
                counts.put(name, each.getValue().path("vectorCount").asLong(0));
              });
      return new PineconeSource(index, client, host, header(index, about), counts);
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private static String withoutSlash(String address) {
    return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
  }

  private static URI host(String name) {
    if (name.isEmpty()) {
      throw new InvalidRequest(
          "index: no host (expected: one, from a server that speaks Pinecone)");
    }
    return URI.create(name.contains("://") ? name : "https://" + name);
  }

  private static CollectionHeader header(PineconeIndex index, JsonNode about) {
    boolean sparse = about.path("vector_type").asString("dense").equals("sparse");
    String metric = about.path("metric").asString("cosine");
    VectorSpace space =
        sparse
            ? new VectorSpace.Sparse()
            : VectorSpace.dense(
                about.path("dimension").asInt(0),
                switch (metric) {
                  case "dotproduct" -> Similarity.DOT_PRODUCT;
                  case "euclidean" -> Similarity.EUCLIDEAN;
                  default -> Similarity.COSINE;
                });
    return new CollectionHeader(
        index.name(), space, new ModelBinding.Unattested(), MetadataSchema.all(), new TreeMap<>());
  }

  @Override
  public String identity() {
    return index.toString();
  }

  @Override
  public Optional<CollectionHeader> header() {
    return Optional.of(header);
  }

  @Override
  public void resume(String position) {
    JsonNode at = JSON.readTree(position);
    int found = namespaces.indexOf(at.path("namespace").asString(""));
    if (found < 0) {
      return; // it is gone there; what is left begins anew
    }
    namespace = found;
    next = Optional.of(at.path("token").asString(""));
    load();
    done = at.path("done").asLong(0);
    for (int i = at.path("given").asInt(0); i > 0 && !rows.isEmpty(); i--) {
      rows.removeFirst();
      given++;
    }
  }

  @Override
  public Optional<SourceRow> next() {
    while (rows.isEmpty()) {
      if (next.isEmpty()) {
        namespace++;
        next = Optional.of("");
      }
      if (namespace >= namespaces.size()) {
        return Optional.empty();
      }
      load();
    }
    given++;
    done++;
    return Optional.of(rows.removeFirst());
  }

  /// Reads the page after the present one.
  private void load() {
    token = next.orElse("");
    given = 0;
    StringBuilder query = new StringBuilder("/vectors/list?limit=" + PAGE);
    addNamespace(query);
    if (!token.isEmpty()) {
      query.append("&paginationToken=").append(PineconeClient.parameter(token));
    }
    JsonNode page = client.get(host.resolve(query.toString()));
    List<String> ids = new ArrayList<>();
    page.path("vectors").forEach(each -> ids.add(each.path("id").asString("")));
    next = Optional.of(page.at("/pagination/next").asString("")).filter(each -> !each.isEmpty());
    Map<String, JsonNode> vectors = fetch(ids);
    for (String id : ids) {
      JsonNode vector = vectors.get(id);
      if (vector != null) { // else deleted meanwhile
        rows.addLast(row(id, vector));
      }
    }
  }

  private String name() {
    return namespaces.get(namespace);
  }

  private void addNamespace(StringBuilder query) {
    if (!name().isEmpty()) {
      query.append("&namespace=").append(PineconeClient.parameter(name()));
    }
  }

  private Map<String, JsonNode> fetch(List<String> ids) {
    Map<String, JsonNode> vectors = new LinkedHashMap<>();
    StringBuilder query = new StringBuilder();
    for (String id : ids) {
      String one = "&ids=" + PineconeClient.parameter(id);
      if (query.length() + one.length() > LONGEST_QUERY) {
        fetch(query, vectors);
        query.setLength(0);
      }
      query.append(one);
    }
    fetch(query, vectors);
    return vectors;
  }

  private void fetch(StringBuilder ids, Map<String, JsonNode> vectors) {
    if (ids.isEmpty()) {
      return;
    }
    StringBuilder query = new StringBuilder("/vectors/fetch?").append(ids.substring(1));
    addNamespace(query);
    client
        .get(host.resolve(query.toString()))
        .path("vectors")
        .properties()
        .forEach(each -> vectors.put(each.getKey(), each.getValue()));
  }

  private SourceRow row(String id, JsonNode vector) {
    String place = name().isEmpty() ? "id " + id : "namespace %s, id %s".formatted(name(), id);
    try {
      JsonNode sparse = vector.path("sparseValues");
      int[] indices = indices(sparse.path("indices"));
      Optional<SparseVector> sparseVector =
          indices.length == 0
              ? Optional.empty()
              : Optional.of(SparseVector.copyOf(indices, numbers(sparse.path("values"))));
      float[] values = numbers(vector.path("values"));
      Optional<DenseVector> dense =
          values.length == 0 ? Optional.empty() : Optional.of(DenseVector.wrap(values));
      return new SourceRow.Good(
          place,
          name(),
          new VectorRecord(
              id, FileRecord.vector(dense, sparseVector), metadata(vector.path("metadata"))));
    } catch (InvalidRequest e) {
      return new SourceRow.Bad(place, e.reason());
    }
  }

  private static Metadata metadata(JsonNode fields) {
    try {
      return fields.isObject()
          ? MetadataParser.parse(JSON.convertValue(fields, FIELDS))
          : Metadata.empty();
    } catch (JacksonException e) {
      throw new InvalidRequest("metadata: cannot be read (expected: an object of fields)", e);
    }
  }

  private static float[] numbers(JsonNode list) {
    float[] numbers = new float[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) list.get(i).asDouble(Double.NaN);
    }
    return numbers;
  }

  private static int[] indices(JsonNode list) {
    int[] indices = new int[list.size()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = (int) list.get(i).asLong(0);
    }
    return indices;
  }

  @Override
  public String position() {
    Map<String, Object> at = new LinkedHashMap<>();
    at.put("namespace", namespace < namespaces.size() ? name() : "");
    at.put("token", token);
    at.put("given", given);
    at.put("done", done);
    return JSON.writeValueAsString(at);
  }

  @Override
  public double share() {
    return total == 0 ? 1 : Math.min(1, (double) done / total);
  }

  @Override
  public void close() {
    client.close();
  }
}
