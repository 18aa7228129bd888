package dev.pictor.image;

import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import java.util.Optional;

/// The picture formats that are read, told apart by their first bytes, never by a file's name.
public enum PictureFormat {
  JPEG,
  PNG,
  GIF,
  BMP,
  WEBP,
  TIFF;

  /// The format whose signature `bytes` starts with.
  public static Optional<PictureFormat> detect(byte[] bytes) {
    if (starts(bytes, 0, 0xFF, 0xD8, 0xFF)) {
      return Optional.of(JPEG);
    }
    if (starts(bytes, 0, 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A)) {
      return Optional.of(PNG);
    }
    if (starts(bytes, 0, 'G', 'I', 'F', '8')) {
      return Optional.of(GIF);
    }
    if (starts(bytes, 0, 'B', 'M')) {
      return Optional.of(BMP);
    }
    if (starts(bytes, 0, 'R', 'I', 'F', 'F') && starts(bytes, 8, 'W', 'E', 'B', 'P')) {
      return Optional.of(WEBP);
    }
    if (starts(bytes, 0, 'I', 'I', 42, 0) || starts(bytes, 0, 'M', 'M', 0, 42)) {
      return Optional.of(TIFF);
    }
    return Optional.empty();
  }

  /// What is wrong with a file that starts like this format and is damaged.
  Diagnosis broken() {
    return Diagnosis.of(ErrorCode.BROKEN_PICTURE).with("format", name());
  }

  private static boolean starts(byte[] bytes, int offset, int... signature) {
    if (bytes.length < offset + signature.length) {
      return false;
    }
    for (int i = 0; i < signature.length; i++) {
      if ((bytes[offset + i] & 0xFF) != signature[i]) {
        return false;
      }
    }
    return true;
  }
}
