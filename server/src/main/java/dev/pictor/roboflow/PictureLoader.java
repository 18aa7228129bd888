package dev.pictor.roboflow;

import dev.pictor.error.InvalidRequest;
import dev.pictor.http.FetchedPicture.Fetched;
import dev.pictor.http.FetchedPicture.Refusal;
import dev.pictor.http.FetchedPicture.Refused;
import dev.pictor.http.PictureFetcher;
import dev.pictor.http.PictureText;
import dev.pictor.http.TextSlice;
import dev.pictor.image.PictureFormat;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.POJONode;

/// Image objects to encoded pictures, with the reference's words for what is wrong. Thread-safe.
///
/// Only `base64` and `url` are read: `numpy` is a Python pickle, which runs code when opened, and
/// `file` would hand any caller the files of the server.
final class PictureLoader {

  /// The type of a picture that came as a bare string.
  static final String GUESS = "";

  static final String MALFORMED = "Malformed base64 input image.";
  static final String NOT_AN_IMAGE = "Data is not image.";
  private static final String NOT_SUPPORTED =
      " is not supported in this configuration of `inference`.";

  private final PictureFetcher fetcher;

  PictureLoader(PictureFetcher fetcher) {
    this.fetcher = fetcher;
  }

  /// @throws Fault 400
  byte[] load(ClipItem.Image image) {
    return switch (image.type()) {
      case GUESS -> guess(image);
      case "base64" -> base64(image);
      case "url" -> url(image);
      case "numpy", "numpy_object" ->
          throw Fault.image(
              "NumPy image type" + NOT_SUPPORTED,
              image.name() + ": type numpy is a Python pickle and never opened (expected: base64)");
      default ->
          throw Fault.image(
              "Image declaration contains not recognised image type.",
              image.name() + ": type " + image.type() + " (expected: one of [base64, url])");
    };
  }

  private byte[] guess(ClipItem.Image image) {
    if (image.value().isString() && PictureText.isAddress(image.value().stringValue())) {
      return url(image);
    }
    try {
      byte[] bytes = decode(image.value(), image.name());
      if (PictureFormat.detect(bytes).isPresent()) {
        return bytes;
      }
    } catch (InvalidRequest e) {
      throw Fault.image("NumPy image type" + NOT_SUPPORTED, e.reason());
    }
    throw Fault.image(
        "NumPy image type" + NOT_SUPPORTED,
        image.name() + ": neither a URL nor base64 of a picture (expected: one of them)");
  }

  private static byte[] base64(ClipItem.Image image) {
    JsonNode value = image.value();
    if (value.isMissingNode()
        || value.isNull()
        || (value.isString() && value.stringValue().isBlank())) {
      throw Fault.image(
          "Empty image payload.", image.name() + ".value: empty (expected: base64 of a picture)");
    }
    if (!value.isString() && !value.isPojo()) {
      throw Fault.image(
          MALFORMED, image.name() + ".value: " + value.getNodeType() + " (expected: a string)");
    }
    byte[] bytes = decoded(value, image.name());
    if (bytes.length == 0) {
      throw Fault.image(
          "Empty image payload.", image.name() + ".value: empty (expected: base64 of a picture)");
    }
    if (PictureFormat.detect(bytes).isEmpty()) {
      throw Fault.image(
          MALFORMED,
          image.name()
              + ": not a picture (expected: one of "
              + List.of(PictureFormat.values())
              + ")");
    }
    return bytes;
  }

  private static byte[] decode(JsonNode value, String name) {
    return value instanceof POJONode node && node.getPojo() instanceof TextSlice slice
        ? slice.decodePicture(name)
        : PictureText.decode(value.stringValue(), name);
  }

  private static byte[] decoded(JsonNode value, String name) {
    if (value.isString()
        && PictureText.isDataUrl(value.stringValue())
        && value.stringValue().endsWith(",")) {
      return new byte[0];
    }
    try {
      return decode(value, name);
    } catch (InvalidRequest e) {
      throw Fault.image(MALFORMED, e.reason());
    }
  }

  private byte[] url(ClipItem.Image image) {
    if (!image.value().isString()) {
      throw Fault.image(
          "Provided image URL is invalid", image.name() + ".value: not a string (expected: a URL)");
    }
    return switch (fetcher.fetch(image.value().stringValue())) {
      case Fetched fetched -> fetched.bytes();
      case Refused(Refusal refusal, String message) ->
          throw Fault.image(cause(refusal), image.name() + ": " + message);
    };
  }

  private static String cause(Refusal refusal) {
    return switch (refusal) {
      case SWITCHED_OFF -> "Providing images via URL" + NOT_SUPPORTED;
      case INVALID_URL -> "Provided image URL is invalid";
      case HOST -> "Providing images via URL without FQDN" + NOT_SUPPORTED;
      case ADDRESS -> "URL points to a network destination that is not allowed.";
      case SCHEME, UNREACHABLE -> "Data pointed by URL could not be decoded into image.";
      case NOT_A_PICTURE -> NOT_AN_IMAGE;
    };
  }
}
