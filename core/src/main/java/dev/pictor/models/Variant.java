package dev.pictor.models;

import dev.pictor.error.InvalidRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The numbers that a model's weights are kept in.
public enum Variant {
  /// 32 bits: what the model was published with; the reference.
  FP32,
  /// 16 bits: half the size, nearly the same vectors.
  FP16,
  /// 8 bits: a quarter of the size; vectors of their own.
  INT8;

  /// The name on the command line and in files, for example `fp32`.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// @throws InvalidRequest naming the variants there are
  public static Variant parse(String name) {
    return Arrays.stream(values())
        .filter(each -> each.wireName().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidRequest("variant: %s (expected: %s)".formatted(name, names(values()))));
  }

  static String names(Variant... variants) {
    return Arrays.stream(variants).map(Variant::wireName).collect(Collectors.joining(", "));
  }
}
