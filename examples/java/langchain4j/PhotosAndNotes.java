import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.filter.MetadataFilterBuilder;
import dev.pictor.Pictor;
import dev.pictor.langchain4j.PictorEmbeddingModel;
import dev.pictor.langchain4j.PictorEmbeddingStore;
import java.nio.file.Path;
import java.util.List;

/// Photos and notes in one space: a text finds both, a photo finds the notes that fit. Arguments: a
/// folder for Pictor's data, a folder of photos.
class PhotosAndNotes {

  public static void main(String[] args) {
    try (Pictor pictor = Pictor.open(Path.of(args[0]))) {
      var model = new PictorEmbeddingModel(pictor);
      searchPhotos(pictor, model, Path.of(args[1]));
      searchNotes(pictor, model, Path.of(args[1]));
    }
  }

  /// A folder that Pictor indexes, as a store whose segments are the names of files.
  private static void searchPhotos(Pictor pictor, PictorEmbeddingModel model, Path folder) {
    pictor.collection("photos").index(folder);
    var photos =
        PictorEmbeddingStore.builder()
            .pictor(pictor)
            .collection("photos")
            .model(model)
            .textField("filename")
            .build();
    // What a chat with LangChain4j's AiServices gets as its contents.
    var retriever =
        EmbeddingStoreContentRetriever.builder()
            .embeddingModel(model)
            .embeddingStore(photos)
            .maxResults(2)
            .build();
    retriever
        .retrieve(Query.from("two parrots"))
        .forEach(content -> System.out.println("photo: " + content.textSegment().text()));
  }

  private static void searchNotes(Pictor pictor, PictorEmbeddingModel model, Path folder) {
    var notes =
        PictorEmbeddingStore.builder().pictor(pictor).collection("notes").model(model).build();
    notes.removeAll();
    var segments =
        List.of(
            TextSegment.from("parrots in the zoo", new Metadata().put("year", 1991)),
            TextSegment.from("a race of motorcycles", new Metadata().put("year", 1992)),
            TextSegment.from("parrots at the market", new Metadata().put("year", 2003)));
    notes.addAll(model.embedAll(segments).content(), segments);

    var photo = ImageContent.from(folder.resolve("kodim23.jpg").toUri());
    var asked = model.embed(EmbeddingRequest.builder().input(photo).build()).embeddings();
    notes
        .search(
            EmbeddingSearchRequest.builder()
                .queryEmbedding(asked.getFirst())
                .filter(MetadataFilterBuilder.metadataKey("year").isLessThan(2000))
                .maxResults(1)
                .build())
        .matches()
        .forEach(match -> System.out.println("note: " + match.embedded().text()));
  }
}
