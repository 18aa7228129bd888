package dev.pictor.store;

import dev.pictor.metadata.MetadataSchema;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.search.IndexSearcher;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The namespaces that somebody created, each with its schema; those that came with a record are
/// not here. Immutable.
///
/// They are kept in the user data of Lucene's commits, so that they come, go and are copied with
/// the records: under `namespace.NAME` a JSON array of the indexed fields, or `"*"` for all.
final class NamespaceList {

  private static final String PREFIX = "namespace.";
  private static final String ALL = "*";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final SortedMap<String, MetadataSchema> schemas;

  private NamespaceList(SortedMap<String, MetadataSchema> schemas) {
    this.schemas = Collections.unmodifiableSortedMap(schemas);
  }

  /// As the commit that `searcher` reads has them.
  static NamespaceList of(IndexSearcher searcher) throws IOException {
    DirectoryReader reader = (DirectoryReader) searcher.getIndexReader();
    return of(reader.getIndexCommit().getUserData().entrySet());
  }

  /// As the next commit of `writer` will have them.
  static NamespaceList of(IndexWriter writer) throws IOException {
    Iterable<Map.Entry<String, String>> pending = writer.getLiveCommitData();
    return pending == null ? new NamespaceList(new TreeMap<>()) : of(pending);
  }

  private static NamespaceList of(Iterable<Map.Entry<String, String>> userData) throws IOException {
    SortedMap<String, MetadataSchema> schemas = new TreeMap<>();
    for (Map.Entry<String, String> each : userData) {
      if (each.getKey().startsWith(PREFIX)) {
        schemas.put(each.getKey().substring(PREFIX.length()), schema(each.getValue()));
      }
    }
    return new NamespaceList(schemas);
  }

  private static MetadataSchema schema(String text) throws IOException {
    try {
      JsonNode json = JSON.readTree(text);
      if (json.isString() && json.asString().equals(ALL)) {
        return MetadataSchema.all();
      }
      SortedSet<String> names = new TreeSet<>();
      json.forEach(each -> names.add(each.asString()));
      return new MetadataSchema.NamedFields(names);
    } catch (JacksonException e) {
      throw new CorruptIndexException("no schema of a namespace: " + text, "user data", e);
    }
  }

  /// Has the next commit of `writer` keep these.
  void keep(IndexWriter writer) {
    SortedMap<String, String> userData = new TreeMap<>();
    schemas.forEach((name, schema) -> userData.put(PREFIX + name, text(schema)));
    writer.setLiveCommitData(userData.entrySet());
  }

  private static String text(MetadataSchema schema) {
    return JSON.writeValueAsString(
        switch (schema) {
          case MetadataSchema.AllFields() -> ALL;
          case MetadataSchema.NamedFields(SortedSet<String> names) -> names;
        });
  }

  /// Names in the order of their characters.
  SortedMap<String, MetadataSchema> schemas() {
    return schemas;
  }

  /// The schema of a namespace: its own one, or else the collection's.
  MetadataSchema schema(String name, MetadataSchema ofCollection) {
    return schemas.getOrDefault(name, ofCollection);
  }

  boolean contains(String name) {
    return schemas.containsKey(name);
  }

  NamespaceList with(NamespaceSpec added) {
    SortedMap<String, MetadataSchema> changed = new TreeMap<>(schemas);
    changed.put(added.name(), added.schema());
    return new NamespaceList(changed);
  }

  NamespaceList without(String name) {
    SortedMap<String, MetadataSchema> changed = new TreeMap<>(schemas);
    changed.remove(name);
    return new NamespaceList(changed);
  }
}
