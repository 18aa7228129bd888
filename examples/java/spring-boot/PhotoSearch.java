import dev.pictor.Pictor;
import dev.pictor.search.Confidence;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// A photo search as a web application. Its folders are settings: --pictor.photos=/home/me/Pictures
@EnableAutoConfiguration
@RestController
public class PhotoSearch {

  /// What a client gets of a match.
  public record Found(String id, double score, Confidence confidence) {}

  private final Pictor pictor;

  public PhotoSearch(Pictor pictor) {
    this.pictor = pictor;
  }

  public static void main(String[] args) {
    SpringApplication.run(PhotoSearch.class, args);
  }

  @GetMapping("/search")
  public List<Found> search(@RequestParam("text") String text) {
    return pictor.collection("photos").search(text).stream()
        .map(match -> new Found(match.id(), match.score(), match.confidence()))
        .toList();
  }

  @GetMapping(path = "/thumbnail", produces = MediaType.IMAGE_JPEG_VALUE)
  public byte[] thumbnail(@RequestParam("id") String id) {
    return pictor.collection("photos").thumbnail(id, 320);
  }

  @EventListener
  public void listens(WebServerInitializedEvent event) {
    System.out.println("listening: " + event.getWebServer().getPort());
  }
}
