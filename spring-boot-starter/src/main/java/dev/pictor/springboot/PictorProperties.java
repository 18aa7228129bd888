package dev.pictor.springboot;

import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What an application says of Pictor.
///
/// @param data the folder of all state, of this process alone; made when it is missing
/// @param model of texts and pictures: the bundled one, or one in the folder `models` below `data`
/// @param photos folders of photos that are indexed when the application starts; may be none
/// @param collection in which the photos are
/// @param indexOnStart whether they are; else the application asks [PhotoIndexing] for it
/// @param vectorStore the store of documents, when Spring AI is there
@ConfigurationProperties("pictor")
public record PictorProperties(
    @DefaultValue("pictor-data") Path data,
    @DefaultValue("pocket") String model,
    @DefaultValue List<Path> photos,
    @DefaultValue("photos") String collection,
    @DefaultValue("true") boolean indexOnStart,
    @DefaultValue DocumentStore vectorStore) {

  /// @param collection 1 to 45 of `a-z 0-9 -`, neither first nor last a hyphen
  /// @param namespace the default one unless it is set
  /// @param textField which field of a record is a document's text
  public record DocumentStore(
      @DefaultValue("documents") String collection,
      @DefaultValue("") String namespace,
      @DefaultValue("text") String textField) {}

  public PictorProperties {
    photos = List.copyOf(photos);
  }
}
