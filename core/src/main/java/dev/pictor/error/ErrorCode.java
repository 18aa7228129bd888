package dev.pictor.error;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What went wrong, for programs and for translations. A code keeps its name and its meaning; the
/// values that each carries stand in `docs/api.md`.
public enum ErrorCode {
  // What a case of ServiceException says when nobody knows more.
  INVALID_REQUEST,
  NOT_FOUND,
  CONFLICT,
  BUSY,
  UNAVAILABLE,
  CORRUPT_STORE,
  BROKEN_MODEL,
  SERVER_FAULT,

  // Requests.
  KEY_REFUSED,
  SCOPE_MISSING,
  READ_ONLY,
  BODY_TOO_LARGE,
  HOST_REFUSED,
  COLLECTION_MISSING,
  PICTURE_MISSING,
  ALREADY_INDEXING,
  ADDRESS_REFUSED,
  FOLDER_MISSING,
  WRONG_QUERY,

  // A vision model that was asked.
  ANSWER_UNREACHABLE,
  ANSWER_LATE,
  ANSWER_BUSY,
  ANSWER_KEY_REFUSED,
  ANSWER_MODEL_MISSING,
  ANSWER_BROKEN,

  // A server that is followed.
  LEADER_UNREACHABLE,
  LEADER_KEY_REFUSED,
  COPY_FAILED,

  // The content of a picture file.
  EMPTY_FILE,
  NOT_A_PICTURE,
  UNSUPPORTED_FORMAT,
  FILE_TOO_LARGE,
  PICTURE_TOO_LARGE,
  CUT_OFF,
  BROKEN_PICTURE,
  TOO_LITTLE_MEMORY,

  // A file or a folder of a library.
  READ_FAILED,
  NO_PERMISSION,
  FILE_GONE,
  FILE_CHANGING,
  BROKEN_LINK,
  NOT_A_FILE,
  PATH_TOO_LONG;

  /// The name on every wire and in files, for example `cut-off`.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<ErrorCode> ofWireName(String name) {
    return Arrays.stream(values()).filter(code -> code.wireName().equals(name)).findFirst();
  }
}
