package dev.pictor.pinecone.data;

import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.pinecone.index.PageToken;
import dev.pictor.pinecone.proto.CreateNamespaceRequest;
import dev.pictor.pinecone.proto.DeleteNamespaceRequest;
import dev.pictor.pinecone.proto.DeleteResponse;
import dev.pictor.pinecone.proto.DescribeNamespaceRequest;
import dev.pictor.pinecone.proto.IndexedFields;
import dev.pictor.pinecone.proto.ListNamespacesRequest;
import dev.pictor.pinecone.proto.ListNamespacesResponse;
import dev.pictor.pinecone.proto.MetadataFieldProperties;
import dev.pictor.pinecone.proto.NamespaceDescription;
import dev.pictor.store.NamespaceSpec;
import dev.pictor.store.NamespaceStats;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/// Namespaces: list, describe, create, delete. Thread-safe.
final class NamespaceOperations {

  /// The name of the default namespace where one has to stand.
  static final String DEFAULT = "__default__";

  private static final int LARGEST_PAGE = 100;

  private final Supplier<VectorCollection> collection;

  NamespaceOperations(Supplier<VectorCollection> collection) {
    this.collection = collection;
  }

  static NotFound unknown(String namespace) {
    return new NotFound("Namespace not found: " + shown(namespace));
  }

  static String shown(String namespace) {
    return namespace.isEmpty() ? DEFAULT : namespace;
  }

  ListNamespacesResponse list(ListNamespacesRequest request) {
    SortedMap<String, NamespaceStats> all = new TreeMap<>();
    collection.get().namespaces().values().stream()
        .filter(each -> shown(each.name()).startsWith(request.getPrefix()))
        .forEach(each -> all.put(shown(each.name()), each));
    String after = PageToken.after(request.getPaginationToken());
    int limit = RecordReads.limit(request.hasLimit(), request.getLimit(), LARGEST_PAGE);
    SortedMap<String, NamespaceStats> rest = all.tailMap(after + '\0');
    ListNamespacesResponse.Builder response =
        ListNamespacesResponse.newBuilder().setTotalCount(all.size());
    rest.values().stream()
        .limit(limit)
        .forEach(each -> response.addNamespaces(description(shown(each.name()), each)));
    if (rest.size() > limit) {
      response.setPagination(RecordReads.nextPage(response.getNamespaces(limit - 1).getName()));
    }
    return response.build();
  }

  NamespaceDescription describe(DescribeNamespaceRequest request) {
    return description(request.getNamespace());
  }

  NamespaceDescription create(CreateNamespaceRequest request) {
    if (request.getName().isEmpty()) {
      throw new InvalidRequest("name: none (expected: the name of the namespace)");
    }
    collection.get().createNamespace(new NamespaceSpec(request.getName(), schema(request)));
    return description(request.getName());
  }

  /// Without a schema a namespace has that of its collection.
  private MetadataSchema schema(CreateNamespaceRequest request) {
    if (!request.hasSchema()) {
      return collection.get().spec().schema();
    }
    SortedSet<String> names = new TreeSet<>();
    request
        .getSchema()
        .getFieldsMap()
        .forEach(
            (name, properties) -> {
              if (properties.getFilterable()) {
                names.add(name);
              }
            });
    return new MetadataSchema.NamedFields(names);
  }

  DeleteResponse delete(DeleteNamespaceRequest request) {
    if (!collection.get().namespace(request.getNamespace()).deleteAll()) {
      throw unknown(request.getNamespace());
    }
    return DeleteResponse.getDefaultInstance();
  }

  private NamespaceDescription description(String name) {
    VectorCollection source = collection.get();
    return Optional.ofNullable(source.namespaces().get(source.namespace(name).name()))
        .map(stats -> description(shown(name), stats))
        .orElseThrow(() -> unknown(name));
  }

  private static NamespaceDescription description(String shown, NamespaceStats stats) {
    NamespaceDescription.Builder description =
        NamespaceDescription.newBuilder().setName(shown).setRecordCount(stats.records());
    if (stats.schema() instanceof MetadataSchema.NamedFields(SortedSet<String> names)) {
      MetadataFieldProperties filterable =
          MetadataFieldProperties.newBuilder().setFilterable(true).build();
      names.forEach(each -> description.getSchemaBuilder().putFields(each, filterable));
      description.setIndexedFields(IndexedFields.newBuilder().addAllFields(names));
    }
    return description.build();
  }
}
