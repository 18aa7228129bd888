package dev.pictor.reembed;

import dev.pictor.error.ErrorCode;
import dev.pictor.error.Failure;
import dev.pictor.library.IndexedPictures;
import dev.pictor.metadata.Metadata;
import java.util.Optional;

/// Finds what the vectors of a collection's records are made of: the files of its library, or a
/// field with their text. Immutable, thread-safe.
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public final class Contents {

  private static final Failure NOTHING =
      Failure.of(
          ErrorCode.PICTURE_MISSING,
          "its vector came without a picture: nothing is kept that another model could read");

  private final Optional<IndexedPictures> pictures;
  private final Optional<String> textField;

  private Contents(Optional<IndexedPictures> pictures, Optional<String> textField) {
    this.pictures = pictures;
    this.textField = textField;
  }

  /// @param pictures of the collection's library, if it has one
  /// @param textField name of the metadata field that vectors are made of, if they are of texts
  public static Contents of(Optional<IndexedPictures> pictures, Optional<String> textField) {
    return new Contents(pictures, textField);
  }

  /// Whether no record at all can have something that a model reads.
  public boolean isEmpty() {
    return pictures.isEmpty() && textField.isEmpty();
  }

  /// The files of the library are those of the default namespace.
  Content of(String namespace, String id, Metadata metadata) {
    Optional<String> text = textField.flatMap(metadata::text);
    if (text.isPresent()) {
      return new Content.Text(text.get());
    }
    Optional<String> sha256 =
        namespace.isEmpty() ? IndexedPictures.sha256(id, metadata) : Optional.empty();
    if (pictures.isEmpty() || sha256.isEmpty()) {
      return new Content.Nothing(NOTHING);
    }
    IndexedPictures files = pictures.get();
    return new Content.Picture(
        sha256.get(), IndexedPictures.bytes(metadata), () -> files.read(id, sha256.get()));
  }

  /// Whether records with this metadata have the same vector, whatever the model.
  boolean same(String namespace, String id, Metadata one, Metadata other) {
    return switch (of(namespace, id, one)) {
      case Content.Picture(String sha256, _, _) ->
          of(namespace, id, other) instanceof Content.Picture there
              && there.sha256().equals(sha256);
      case Content.Text(String text) ->
          of(namespace, id, other) instanceof Content.Text there && there.text().equals(text);
      case Content.Nothing _ -> false;
    };
  }
}
