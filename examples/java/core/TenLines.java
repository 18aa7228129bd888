import dev.pictor.Pictor;
import dev.pictor.PictureCollection;
import java.nio.file.Path;

/// Arguments: a folder for Pictor's data, a folder of photos, what to look for.
class TenLines {
  public static void main(String[] args) {
    try (Pictor pictor = Pictor.open(Path.of(args[0]))) {
      PictureCollection photos = pictor.collection("photos");
      photos.index(Path.of(args[1]));
      for (var match : photos.search(args[2])) {
        System.out.printf("%.3f %s %s%n", match.score(), match.confidence(), match.id());
      }
    }
  }
}
