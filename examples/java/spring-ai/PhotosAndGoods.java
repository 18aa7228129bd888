import dev.pictor.Pictor;
import dev.pictor.springai.PictorEmbeddingModel;
import dev.pictor.springai.PictorVectorStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.SearchRequest;

/// Photos found by texts, and goods by texts and prices, with Spring AI and without a server.
/// Arguments: a folder for Pictor's data, a folder of photos.
class PhotosAndGoods {

  public static void main(String[] args) {
    try (Pictor pictor = Pictor.open(Path.of(args[0]))) {
      var model = new PictorEmbeddingModel(pictor);
      searchPhotos(pictor, model, Path.of(args[1]));
      searchGoods(pictor, model);
    }
  }

  /// A folder that Pictor indexes, as a store whose documents are the names of files.
  private static void searchPhotos(Pictor pictor, PictorEmbeddingModel model, Path folder) {
    pictor.collection("photos").index(folder);
    var photos =
        PictorVectorStore.builder(pictor, model).collection("photos").textField("filename").build();
    photos
        .similaritySearch(SearchRequest.builder().query("two parrots").topK(1).build())
        .forEach(each -> System.out.println("photo: " + each.getText()));
  }

  private static void searchGoods(Pictor pictor, PictorEmbeddingModel model) {
    var goods = PictorVectorStore.builder(pictor, model).collection("goods").build();
    goods.add(
        List.of(
            new Document("1", "red dress", Map.of("price", 49.9, "size", List.of("S", "M"))),
            new Document("2", "red silk dress", Map.of("price", 199, "size", List.of("M"))),
            new Document("3", "blue coat", Map.of("price", 45, "size", List.of("L")))));
    goods
        .similaritySearch(
            SearchRequest.builder()
                .query("红色连衣裙")
                .filterExpression("price < 50 && size in ['M', 'L']")
                .topK(1)
                .build())
        .forEach(each -> System.out.println("goods: " + each.getText()));
  }
}
