package dev.pictor.http;

/// What came of fetching a picture by its URL.
public sealed interface FetchedPicture {

  /// The encoded picture; its first bytes are those of a known picture format. The array is shared,
  /// not to be changed.
  final class Fetched implements FetchedPicture {

    private final byte[] bytes;

    Fetched(byte[] bytes) {
      this.bytes = bytes;
    }

    public byte[] bytes() {
      return bytes;
    }
  }

  /// No picture.
  ///
  /// @param message names the URL, what is wrong and what to do
  record Refused(Refusal refusal, String message) implements FetchedPicture {}

  /// Why there is no picture, one case for each answer a wire may want to give.
  enum Refusal {
    /// URL pictures are switched off.
    SWITCHED_OFF,
    /// Not a URL, or one with user and password in it.
    INVALID_URL,
    /// Neither `http` nor `https`.
    SCHEME,
    /// A host without a public name: `localhost`, a bare name, a private IP address.
    HOST,
    /// A public name that leads to a private address.
    ADDRESS,
    /// No answer, an error status, too many redirects, too slow, too large.
    UNREACHABLE,
    /// The answer is not a picture.
    NOT_A_PICTURE
  }
}
