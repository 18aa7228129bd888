package dev.pictor.remotepinecone;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.store.IndexTerms;
import dev.pictor.store.NamespaceSpec;
import dev.pictor.store.NamespaceStats;
import io.pinecone.proto.CreateNamespaceRequest;
import io.pinecone.proto.DeleteNamespaceRequest;
import io.pinecone.proto.DeleteRequest;
import io.pinecone.proto.DescribeNamespaceRequest;
import io.pinecone.proto.ListNamespacesRequest;
import io.pinecone.proto.ListNamespacesResponse;
import io.pinecone.proto.MetadataFieldProperties;
import io.pinecone.proto.NamespaceDescription;
import io.pinecone.proto.VectorServiceGrpc.VectorServiceBlockingStub;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The namespaces of one index. What fields filters may use in one is kept for some seconds.
/// Thread-safe.
final class Namespaces {

  private static final String DEFAULT = "__default__";
  private static final int PAGE = 100;
  private static final Duration FRESH = Duration.ofSeconds(10);
  private static final int MOST_KNOWN = 10_000;

  private final IndexAccess index;
  private final Cache<String, MetadataSchema> schemas =
      Caffeine.newBuilder().expireAfterWrite(FRESH).maximumSize(MOST_KNOWN).build();

  Namespaces(IndexAccess index) {
    this.index = index;
  }

  private static String shown(String namespace) {
    return namespace.isEmpty() ? DEFAULT : namespace;
  }

  /// Each that was created or has records.
  SortedMap<String, NamespaceStats> all() {
    SortedMap<String, NamespaceStats> all = new TreeMap<>();
    String token = "";
    do {
      ListNamespacesRequest.Builder request = ListNamespacesRequest.newBuilder().setLimit(PAGE);
      if (!token.isEmpty()) {
        request.setPaginationToken(token);
      }
      ListNamespacesResponse page =
          index.read(VectorServiceBlockingStub::listNamespaces, request.build());
      page.getNamespacesList().forEach(each -> put(all, each));
      token = page.getPagination().getNext();
    } while (!token.isEmpty());
    return all;
  }

  private void put(SortedMap<String, NamespaceStats> all, NamespaceDescription description) {
    String name = description.getName().equals(DEFAULT) ? "" : description.getName();
    if (!name.isEmpty() || description.getRecordCount() > 0) {
      all.put(name, new NamespaceStats(name, description.getRecordCount(), schema(description)));
    }
  }

  private MetadataSchema schema(NamespaceDescription description) {
    if (!description.hasSchema()) {
      return index.spec().schema();
    }
    SortedSet<String> names = new TreeSet<>();
    description
        .getSchema()
        .getFieldsMap()
        .forEach(
            (name, field) -> {
              if (field.getFilterable()) {
                names.add(name);
              }
            });
    return new MetadataSchema.NamedFields(names);
  }

  /// Returns `filter` when the fields it uses are indexed in the namespace.
  ///
  /// @throws InvalidRequest naming the first field that is not
  MetadataFilter require(String namespace, MetadataFilter filter) {
    index.requireOpen();
    return filter instanceof MetadataFilter.MatchAll ? filter : schema(namespace).require(filter);
  }

  /// Which fields filters may use in a namespace.
  MetadataSchema schema(String namespace) {
    IndexTerms.namespace(namespace);
    MetadataSchema known = schemas.getIfPresent(namespace);
    if (known == null) {
      known = described(namespace).map(this::schema).orElseGet(() -> index.spec().schema());
      schemas.put(namespace, known);
    }
    return known;
  }

  private Optional<NamespaceDescription> described(String namespace) {
    try {
      return Optional.of(
          index.read(
              VectorServiceBlockingStub::describeNamespace,
              DescribeNamespaceRequest.newBuilder().setNamespace(shown(namespace)).build()));
    } catch (NotFound e) {
      index.requireOpen();
      return Optional.empty();
    }
  }

  long records(String namespace) {
    return described(namespace).map(NamespaceDescription::getRecordCount).orElse(0L);
  }

  /// @throws Conflict when it is there
  void create(NamespaceSpec spec) {
    IndexTerms.namespace(spec.name());
    CreateNamespaceRequest.Builder request =
        CreateNamespaceRequest.newBuilder().setName(shown(spec.name()));
    switch (spec.schema()) {
      case MetadataSchema.NamedFields(SortedSet<String> names) -> putFields(request, spec, names);
      case MetadataSchema.AllFields() -> {
        if (!(index.spec().schema() instanceof MetadataSchema.AllFields)) {
          throw refused(spec, "all fields", "some fields, because the collection has some");
        }
      }
    }
    try {
      index.write(
          VectorServiceBlockingStub::createNamespace,
          request.build(),
          () -> described(spec.name()).isPresent());
    } catch (Conflict e) {
      throw new Conflict(
          "namespace: %s exists (expected: a new name, collection: %s)"
              .formatted(spec.name(), index.spec().name()),
          e);
    } finally {
      schemas.invalidate(spec.name());
    }
  }

  private void putFields(
      CreateNamespaceRequest.Builder request, NamespaceSpec spec, SortedSet<String> names) {
    if (names.isEmpty()) {
      throw refused(spec, "no fields", "a field at least; Pinecone takes none for all");
    }
    MetadataFieldProperties filterable =
        MetadataFieldProperties.newBuilder().setFilterable(true).build();
    names.forEach(each -> request.getSchemaBuilder().putFields(each, filterable));
  }

  private static InvalidRequest refused(NamespaceSpec spec, String given, String expected) {
    return new InvalidRequest(
        "schema: %s (expected: %s, namespace: %s)".formatted(given, expected, spec.name()));
  }

  /// @return whether it was there
  boolean delete(String namespace) {
    IndexTerms.namespace(namespace);
    try {
      if (namespace.isEmpty()) {
        return deleteDefault();
      }
      index.write(
          VectorServiceBlockingStub::deleteNamespace,
          DeleteNamespaceRequest.newBuilder().setNamespace(namespace).build(),
          () -> described(namespace).isEmpty());
      return true;
    } catch (NotFound e) {
      index.requireOpen();
      return false;
    } finally {
      schemas.invalidate(namespace);
    }
  }

  // Services keep the default namespace, or not; what is in it goes either way.
  private boolean deleteDefault() {
    boolean there = described("").isPresent();
    if (there) {
      index.write(
          VectorServiceBlockingStub::delete,
          DeleteRequest.newBuilder().setDeleteAll(true).build(),
          () -> records("") == 0);
    }
    return there;
  }
}
