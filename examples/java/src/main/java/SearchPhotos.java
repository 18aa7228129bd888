import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.pinecone.clients.Index;
import io.pinecone.clients.Pinecone;
import io.pinecone.commons.IndexInterface;
import io.pinecone.proto.ListItem;
import io.pinecone.proto.Vector;
import io.pinecone.unsigned_indices_model.QueryResponseWithUnsignedIndices;
import io.pinecone.unsigned_indices_model.VectorWithUnsignedIndices;
import java.util.List;
import java.util.Map;
import org.openapitools.db_data.client.model.Hit;

/// Searches the library `photos` of a running Pictor with Pinecone's client for Java, and fills an
/// index of its own.
public final class SearchPhotos {

  private static final String ALL = "__default__";

  private SearchPhotos() {}

  public static void main(String[] arguments) throws Exception {
    Pinecone client =
        new Pinecone.Builder(System.getenv().getOrDefault("PINECONE_API_KEY", "any"))
            .withHost(System.getenv("PINECONE_CONTROLLER_HOST"))
            .withTlsEnabled(false)
            .build();
    try (Index photos = client.getIndexConnection("photos")) {
      searchPhotos(photos);
      fillAnotherIndex(client, photos);
    }
  }

  private static void searchPhotos(Index photos) throws Exception {
    List<Hit> found = searchText(photos, "a flamingo", null);
    show("a flamingo", found);
    String like = found.get(0).getId();
    show("like " + like, photos.queryByVectorId(3, like, ALL));
    Map<String, Object> food = Map.of("category", Map.of("$eq", "food"));
    show("something sweet, among food", searchText(photos, "something sweet", food));
  }

  /// Pictor turns the text into a vector itself.
  private static List<Hit> searchText(Index index, String text, Map<String, Object> filter)
      throws Exception {
    return index
        .searchRecordsByText(text, ALL, List.of("category"), 3, filter, null)
        .getResult()
        .getHits();
  }

  /// Copies the animals into a new index, asks it for those like one of them, and deletes it.
  private static void fillAnotherIndex(Pinecone client, Index photos) {
    List<String> ids =
        photos.list(ALL, "animals/", 20).getVectorsList().stream().map(ListItem::getId).toList();
    Map<String, Vector> vectors = photos.fetch(ids, ALL).getVectorsMap();
    client.createServerlessIndex(
        "java-animals", "cosine", 512, "aws", "us-east-1", "disabled", Map.of());
    try (Index animals = client.getIndexConnection("java-animals")) {
      var copies = vectors.values().stream().map(SearchPhotos::copy).toList();
      System.out.println(animals.upsert(copies, ALL).getUpsertedCount() + " of " + ids.size());
      Struct jpeg =
          Struct.newBuilder()
              .putFields("format", Value.newBuilder().setStringValue("jpeg").build())
              .build();
      List<Float> first = vectors.get(ids.get(0)).getValuesList();
      show(
          "like " + ids.get(0) + ", among 20 animals",
          animals.queryByVector(3, first, ALL, jpeg, false, false));
    } finally {
      client.deleteIndex("java-animals");
    }
  }

  private static VectorWithUnsignedIndices copy(Vector vector) {
    return IndexInterface.buildUpsertVectorWithUnsignedIndices(
        vector.getId(), vector.getValuesList(), null, null, vector.getMetadata());
  }

  private static void show(String title, List<Hit> hits) {
    System.out.println(title);
    hits.forEach(hit -> System.out.printf("  %.3f  %s%n", hit.getScore(), hit.getId()));
  }

  private static void show(String title, QueryResponseWithUnsignedIndices found) {
    System.out.println(title);
    found
        .getMatchesList()
        .forEach(each -> System.out.printf("  %.3f  %s%n", each.getScore(), each.getId()));
  }
}
