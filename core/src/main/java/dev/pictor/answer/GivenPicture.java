package dev.pictor.answer;

import dev.pictor.image.ExifFacts;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureHeader;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.metadata.MetadataValue.Numeric;
import dev.pictor.metadata.MetadataValue.Text;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What the file of a picture that is in no collection says of itself, in the fields that records
/// have. Stateless.
final class GivenPicture {

  private GivenPicture() {}

  /// @throws dev.pictor.error.InvalidRequest when it cannot be read
  static Metadata metadata(byte[] picture, PictureDecoder decoder) {
    PictureHeader header = decoder.readHeader(picture);
    ExifFacts exif = ExifFacts.read(picture);
    Map<String, MetadataValue> fields = new LinkedHashMap<>();
    fields.put("width", new Numeric(header.width()));
    fields.put("height", new Numeric(header.height()));
    fields.put("format", new Text(header.format().name().toLowerCase(Locale.ROOT)));
    exif.taken().ifPresent(taken -> fields.put("timestamp", new Text(taken.toString())));
    exif.camera().ifPresent(camera -> fields.put("camera", new Text(camera)));
    return Metadata.copyOf(fields);
  }
}
